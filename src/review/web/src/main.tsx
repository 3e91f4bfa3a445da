import { render } from "preact";
import { watchHands } from "./api/attended";
import { App } from "./app";
import { resume } from "./state/session";
import "./style.css";

watchHands();
void resume();
render(<App />, document.getElementById("app")!);
