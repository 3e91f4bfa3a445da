/** Which key does what. One table serves the keyboard, the help overlay and the tests. */

export type Action =
  | "next" | "previous" | "next_row" | "previous_row" | "first" | "last" | "next_undecided"
  | "ctc" | "not_ctc" | "unsure" | "comment" | "phenotype" | "undo"
  | "open" | "close" | "slide" | "outlines" | "layout" | "larger" | "smaller" | "brighter" | "darker" | "reset_display" | "filter" | "help"
  | `channel_${1 | 2 | 3 | 4 | 5 | 6}`;

interface Binding { keys: string[]; action: Action; does: string; group: "Move" | "Decide" | "Look" | "Page" }

export const kBindings: Binding[] = [
  { keys: ["ArrowRight", "j"], action: "next", does: "next candidate", group: "Move" },
  { keys: ["ArrowLeft", "k"], action: "previous", does: "previous candidate", group: "Move" },
  { keys: ["ArrowDown"], action: "next_row", does: "candidate below", group: "Move" },
  { keys: ["ArrowUp"], action: "previous_row", does: "candidate above", group: "Move" },
  { keys: ["Home"], action: "first", does: "first candidate", group: "Move" },
  { keys: ["End"], action: "last", does: "last candidate", group: "Move" },
  { keys: ["i"], action: "next_undecided", does: "next undecided candidate", group: "Move" },
  { keys: ["c"], action: "ctc", does: "decide: CTC", group: "Decide" },
  { keys: ["n"], action: "not_ctc", does: "decide: not CTC", group: "Decide" },
  { keys: ["u"], action: "unsure", does: "decide: unsure", group: "Decide" },
  { keys: ["p"], action: "phenotype", does: "choose a phenotype by its number", group: "Decide" },
  { keys: ["m"], action: "comment", does: "write a comment; Enter keeps it", group: "Decide" },
  { keys: ["z"], action: "undo", does: "take back the last decision", group: "Decide" },
  { keys: ["Enter"], action: "open", does: "large view", group: "Look" },
  { keys: ["Escape"], action: "close", does: "back: from a field, the large view, the slide", group: "Look" },
  { keys: ["s"], action: "slide", does: "on the slide, and back", group: "Look" },
  { keys: ["o"], action: "outlines", does: "outlines on or off", group: "Look" },
  { keys: ["]"], action: "larger", does: "larger pictures", group: "Look" },
  { keys: ["["], action: "smaller", does: "smaller pictures", group: "Look" },
  { keys: ["1"], action: "channel_1", does: "channel on or off", group: "Look" },
  { keys: ["2"], action: "channel_2", does: "second channel", group: "Look" },
  { keys: ["3"], action: "channel_3", does: "third channel", group: "Look" },
  { keys: ["4"], action: "channel_4", does: "fourth channel", group: "Look" },
  { keys: ["5"], action: "channel_5", does: "fifth channel", group: "Look" },
  { keys: ["6"], action: "channel_6", does: "sixth channel", group: "Look" },
  { keys: ["+"], action: "brighter", does: "lift dim light, in all pictures alike (gamma)", group: "Look" },
  { keys: ["-"], action: "darker", does: "deepen dim light, in all pictures alike", group: "Look" },
  { keys: ["0"], action: "reset_display", does: "display as measured: all channels, gamma 1", group: "Look" },
  { keys: ["l"], action: "layout", does: "rows or tiles", group: "Page" },
  { keys: ["f"], action: "filter", does: "go to the filters", group: "Page" },
  { keys: ["?"], action: "help", does: "this help", group: "Page" },
];

const kByKey = new Map(kBindings.flatMap((binding) => binding.keys.map((key) => [key, binding.action] as const)));

export interface KeyPress { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; typing: boolean }

/** What a key press asks for; null when it belongs to the browser or to a field that is being filled in. */
export function actionOf(press: KeyPress): Action | null {
  if (press.typing) return press.key === "Escape" ? "close" : null;
  if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === "z") return "undo";
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  return kByKey.get(press.key.length === 1 ? press.key.toLowerCase() : press.key) ?? null;
}
