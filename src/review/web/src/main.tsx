import { render } from "preact";
import { App } from "./app";
import { resume } from "./state/session";
import "./style.css";

void resume();
render(<App />, document.getElementById("app")!);
