import type { Study } from "../api/wire";
import {
  colourOf, gammaOf, hidden, isAsMeasured, kGammas, layout, outlines, resetDisplay, setColour, setGamma, stepGamma, stepSize, toggleChannel,
} from "../state/display";

/** Colours, gamma and marks of all pictures at once; ranges are the study's and shown as numbers. */
export function ChannelBar({ study, gallery = true }: { study: Study; gallery?: boolean }) {
  return (
    <section class="channel-bar" aria-label="Display of all pictures">
      {study.channels.map((channel, i) => (
        <span key={channel.index} class="channel" title={`display range ${channel.low} to ${channel.high} ADU, the same in the whole study`}>
          <input type="color" aria-label={`colour of ${channel.name}`} value={`#${colourOf(i)}`}
            onInput={(event) => setColour(i, event.currentTarget.value)} />
          <button type="button" aria-pressed={!hidden.value.has(i)} onClick={() => toggleChannel(i)}>
            {channel.name} <kbd>{i + 1}</kbd>
          </button>
          <select class="gamma" aria-label={`gamma of ${channel.name}`} value={gammaOf(i)}
            onChange={(event) => setGamma(i, Number(event.currentTarget.value))}>
            {kGammas.map((gamma) => <option key={gamma} value={gamma}>γ{gamma}</option>)}
          </select>
          <span class="range">{Math.round(channel.low)}–{Math.round(channel.high)}</span>
        </span>
      ))}
      <span class="group" role="group" aria-label="gamma of all channels">
        γ
        <button type="button" onClick={() => stepGamma(-1)} aria-label="deepen dim light in all channels">−</button>
        <button type="button" onClick={() => stepGamma(1)} aria-label="lift dim light in all channels">+</button>
      </span>
      <button type="button" onClick={resetDisplay}>As measured <kbd>0</kbd></button>
      {gallery && (
        <span class="group" role="group" aria-label="size of the pictures">
          Size
          <button type="button" onClick={() => stepSize(-1)} aria-label="smaller pictures">− <kbd>[</kbd></button>
          <button type="button" onClick={() => stepSize(1)} aria-label="larger pictures">+ <kbd>]</kbd></button>
        </span>
      )}
      <button type="button" aria-pressed={outlines.value} onClick={() => (outlines.value = !outlines.value)}>Outlines <kbd>O</kbd></button>
      {gallery && <button type="button" onClick={() => (layout.value = layout.value === "rows" ? "tiles" : "rows")}>
        {layout.value === "rows" ? "Tiles" : "Rows"} <kbd>L</kbd>
      </button>}
      {!isAsMeasured() && <strong class="gamma-note">gamma changed: dim and bright are not in proportion</strong>}
    </section>
  );
}
