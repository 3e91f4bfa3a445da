import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { isAttended } from "./api/attended";
import { get } from "./api/client";
import type { Agreement, Study } from "./api/wire";
import { AgreementTable } from "./components/agreement_table";
import { HelpOverlay } from "./components/help_overlay";
import { words } from "./model/words";
import { pollEvents, unsaved } from "./state/candidates";
import { dismiss, notices, told } from "./state/notices";
import { pressed } from "./state/pressed";
import { hashOf, route } from "./state/route";
import { logOut, may, paused, reachable, started, user } from "./state/session";
import { refreshStudy, study } from "./state/study";
import { AccountView } from "./views/account_view";
import { AuditView } from "./views/audit_view";
import { GalleryView } from "./views/gallery_view";
import { LoginView, UnlockView } from "./views/login_view";
import { SampleView } from "./views/sample_view";
import { SamplesView } from "./views/samples_view";
import { SettingsView } from "./views/settings_view";
import { UsersView } from "./views/users_view";

const kPollMs = 4000;
/** Polls with somebody at the page after which the server is told so. */
const kAwakeEvery = 5;
let attended_polls = 0;

export function App() {
  const [helping, setHelping] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (pressed(event) === "help" && user.value && !paused.value) setHelping(true);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  useEffect(() => {
    if (user.value && !paused.value) told(refreshStudy());
  }, [user.value, paused.value]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!user.value || paused.value) return;
      pollEvents().catch(() => undefined); // The next poll, or the next act, tells.
      if (isAttended() && ++attended_polls % kAwakeEvery === 0) refreshStudy().catch(() => undefined); // Hands at work without a request: gamma, zoom.
    }, kPollMs);
    const warn = (event: BeforeUnloadEvent) => {
      if (unsaved.value > 0) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      clearInterval(timer);
      window.removeEventListener("beforeunload", warn);
    };
  }, []);
  if (!started.value) return <p class="waiting">loading …</p>;
  if (!user.value) return <LoginView />;
  if (paused.value) return <UnlockView />;
  return (
    <>
      <Header help={() => setHelping(true)} />
      <Notices />
      <Connection />
      {helping && <HelpOverlay close={() => setHelping(false)} />}
      {study.value ? <View study={study.value} /> : <p class="waiting">loading …</p>}
    </>
  );
}

function View({ study: shown }: { study: Study }) {
  switch (route.value.view) {
    case "gallery": return <GalleryView study={shown} />;
    case "slide":
    case "scatter": return <LaterView key={route.value.view} name={route.value.view} study={shown} />;
    case "sample": return <SampleView study={shown} />;
    case "agreement": return <AgreementView revision={shown.revision} />;
    case "audit": return <AuditView />;
    case "account": return <AccountView />;
    case "users": return <UsersView />;
    case "settings": return <SettingsView study={shown} />;
    default: return <SamplesView study={shown} />;
  }
}

type StudyView = (props: { study: Study }) => JSX.Element;
/** Views with a library of their own come when they are asked for: the first view need not wait for them. */
const kLater: Record<"slide" | "scatter", () => Promise<StudyView>> = {
  slide: () => import("./views/slide_view").then((file) => file.SlideView),
  scatter: () => import("./views/scatter_view").then((file) => file.ScatterView),
};

function LaterView({ name, study: shown }: { name: "slide" | "scatter"; study: Study }) {
  const [Loaded, setLoaded] = useState<StudyView | null>(null);
  useEffect(() => told(kLater[name]().then((found) => setLoaded(() => found))), [name]);
  return Loaded ? <Loaded study={shown} /> : <main><p class="waiting">loading …</p></main>;
}

function Header({ help }: { help(): void }) {
  const links: [string, string, boolean][] = [
    ["samples", "Samples", true], ["gallery", "Cells", true], ["slide", "Slide", true], ["scatter", "Scatter", true],
    ["agreement", "Agreement", true], ["settings", "Plan and display", may.value.has("plan") || may.value.has("display")],
    ["users", "Users", may.value.has("users")], ["audit", "Audit trail", may.value.has("audit")],
  ];
  return (
    <header class="top">
      <strong class="brand">Cytrial review</strong>
      <nav aria-label="Views">
        {links.filter(([, , shown]) => shown).map(([view, title]) => (
          <a key={view} href={hashOf(view)} aria-current={route.value.view === view ? "page" : undefined}>{title}</a>
        ))}
      </nav>
      <span class="research">Research use only</span>
      <a class="who" href={hashOf("account")} aria-current={route.value.view === "account" ? "page" : undefined}>
        {user.value?.full_name} ({words(user.value?.role)})
      </a>
      <button type="button" onClick={help}>Keys <kbd>?</kbd></button>
      <button type="button" disabled={unsaved.value > 0} onClick={() => told(logOut())}>Log out</button>
    </header>
  );
}

/** Told as long as nobody answers: what is on the page may be old, what is decided waits here. */
function Connection() {
  return (
    <div role="alert" class="connection-place">
      {!reachable.value && (
        <p class="connection">
          ✕ The server does not answer. {unsaved.value > 0
            ? `${unsaved.value} of your decisions ${unsaved.value > 1 ? "wait" : "waits"} in this page and will be sent when it is back; keep the page open.`
            : "Nothing of yours is unsaved."}
        </p>
      )}
    </div>
  );
}

function Notices() {
  return (
    <div class="notices" role="log" aria-live="assertive">
      {notices.value.map((notice) => (
        <p key={notice.id} class={notice.kind}>
          {notice.text} <button type="button" onClick={() => dismiss(notice.id)} aria-label="dismiss">✕</button>
        </p>
      ))}
    </div>
  );
}

function AgreementView({ revision }: { revision: number }) {
  const [agreement, setAgreement] = useState<Agreement | null>(null);
  useEffect(() => told(get<Agreement | null>("/api/agreement").then(setAgreement)), [revision]);
  return <main class="page"><h1>Agreement of the readers</h1><AgreementTable agreement={agreement} title="Whole study" /></main>;
}
