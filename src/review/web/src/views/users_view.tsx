import { useEffect, useState } from "preact/hooks";
import { get, newRequestId, post } from "../api/client";
import type { Role, UserRow } from "../api/wire";
import { Confirm } from "../components/confirm";
import { words } from "../model/words";
import { told } from "../state/notices";
import { may } from "../state/session";

const kRoles: Role[] = ["reader", "second_reader", "adjudicator", "lab_lead", "administrator", "auditor"];

export function UsersView() {
  const [users, setUsers] = useState<UserRow[]>([]);
  const load = () => told(get<{ users: UserRow[] }>("/api/users").then((found) => setUsers(found.users)));
  useEffect(load, []);
  return (
    <main class="page">
      <h1>Users</h1>
      <table>
        <thead><tr><th scope="col">Name</th><th scope="col">Full name</th><th scope="col">Role</th><th scope="col">State</th><th scope="col">Change</th></tr></thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.name}>
              <th scope="row">{user.name}</th><td>{user.full_name}</td><td>{words(user.role)}</td><td>{user.active ? "active" : "closed"}</td>
              <td class="links">{may.value.has("users") && <><ChangeUser user={user} done={load} /> <CloseAccount user={user} done={load} /></>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {may.value.has("users") && <NewUser done={load} />}
    </main>
  );
}

/** Name, role and, for who forgot it, a new password. */
function ChangeUser({ user, done }: { user: UserRow; done(): void }) {
  const [asking, setAsking] = useState(false);
  const change = (reason: string, given: FormData) => {
    const wanted = { full_name: String(given.get("full_name")), role: String(given.get("role")), password: String(given.get("password")) };
    const changed = {
      ...(wanted.full_name !== user.full_name ? { full_name: wanted.full_name } : {}),
      ...(wanted.role !== user.role ? { role: wanted.role } : {}),
      ...(wanted.password ? { password: wanted.password } : {}),
    };
    if (Object.keys(changed).length === 0) return Promise.reject(new Error("Nothing was changed."));
    return post(`/api/users/${encodeURIComponent(user.name)}`, { ...changed, reason, request_id: newRequestId() }).then(done);
  };
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>Change …<span class="visually-hidden"> {user.name}</span></button>
      {asking && (
        <Confirm title={`Change ${user.name}`} button="Change" ask="reason" close={() => setAsking(false)} act={change}
          text="What was decided and signed before keeps the name and role of then."
          fields={<>
            <label>Full name<input name="full_name" required autocomplete="off" value={user.full_name} /></label>
            <label>Role<select name="role" value={user.role}>{kRoles.map((role) => <option key={role} value={role}>{words(role)}</option>)}</select></label>
            <label>New password, or nothing<input name="password" type="password" minLength={12} autocomplete="new-password" /></label>
          </>} />
      )}
    </>
  );
}

function CloseAccount({ user, done }: { user: UserRow; done(): void }) {
  const [asking, setAsking] = useState(false);
  const title = user.active ? "Close account" : "Open again";
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>{title}<span class="visually-hidden"> of {user.name}</span></button>
      {asking && (
        <Confirm title={`${title}: ${user.name}`} button={title} ask="reason" close={() => setAsking(false)}
          text={user.active ? "Nobody can log in as this user any more; what was decided stays." : "This user can log in again."}
          act={(reason) =>
            post(`/api/users/${encodeURIComponent(user.name)}`, { active: !user.active, reason, request_id: newRequestId() }).then(done)} />
      )}
    </>
  );
}

function NewUser({ done }: { done(): void }) {
  const [problem, setProblem] = useState("");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setProblem("");
    try {
      await post("/api/users", { ...Object.fromEntries(new FormData(form)), request_id: newRequestId() });
      form.reset();
      done();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form class="password" onSubmit={(event) => void submit(event)}>
      <h2>New user</h2>
      <label>Name<input name="name" required autocomplete="off" spellcheck={false} /></label>
      <label>Full name<input name="full_name" required autocomplete="off" /></label>
      <label>Role<select name="role">{kRoles.map((role) => <option key={role} value={role}>{words(role)}</option>)}</select></label>
      <label>First password (12 characters or more)<input name="password" type="password" minLength={12} required autocomplete="new-password" /></label>
      <button type="submit" class="primary">Add</button>
      <p class="problem" role="alert">{problem}</p>
    </form>
  );
}
