import { type PaceSample } from '@windvane/model'
import { formatDuration } from '../terminal/format-duration.ts'
import { type Html, html } from './html.ts'

/** Rate and window of a scan over its time, each against its own greatest value. */
export function pacePicture(samples: readonly PaceSample[]): Html {
  const lastMs = samples.reduce((most, { atMs }) => Math.max(most, atMs), 1)
  const rates = samples.map(({ ratePerSecond }) => ratePerSecond)
  const windows = samples.map(({ window }) => window)
  const [topRate, topWindow] = [greatest(rates), greatest(windows)]
  const times = samples.map(({ atMs }) => atMs / lastMs)
  const rateText = `${Math.round(topRate).toLocaleString('en')} probes a second`
  const windowText = `${Math.round(topWindow).toLocaleString('en')} under way`
  return html`<svg
      role="img"
      viewBox="0 0 600 80"
      preserveAspectRatio="none"
      height="80"
      aria-label="Pace over ${formatDuration(lastMs)}: at most ${rateText}, at most ${windowText}"
    >
      <line class="tick" x1="0" x2="600" y1="79" y2="79" />
      <polyline class="window" points="${toPoints(times, windows, topWindow)}" />
      <polyline class="rate" points="${toPoints(times, rates, topRate)}" />
    </svg>
    <p class="muted small">
      Solid: rate, at most ${rateText}. Dashed: window, at most ${windowText}. The width is
      ${formatDuration(lastMs)}.
    </p> `
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 1)
}

function toPoints(times: readonly number[], values: readonly number[], top: number): string {
  return values
    .map(
      (value, index) =>
        `${((times[index] ?? 0) * 600).toFixed(1)},${(78 - (value / top) * 74).toFixed(1)}`,
    )
    .join(' ')
}
