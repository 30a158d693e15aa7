const width = 30

/** Shows how far a replay has come, on a terminal; anywhere else it stays silent. */
export interface ProgressBar {
  readonly show: (done: number, all: number) => void
  readonly clear: () => void
}

/** Returns a progress bar on the error stream, so that what is piped on stays clean. */
export const progressBar = (stream: NodeJS.WriteStream): ProgressBar => {
  let shown = ""
  let percentShown = -1
  const draw = (text: string) => {
    if (!stream.isTTY || text === shown) return
    shown = text
    stream.write(`\r\u001b[K${text}`)
  }
  return {
    show: (done, all) => {
      const part = all === 0 ? 1 : done / all
      const percent = Math.floor(part * 100)
      // A terminal is slow, and nobody reads faster than this.
      if (percent === percentShown) return
      percentShown = percent
      const bar = "█".repeat(Math.floor(part * width)).padEnd(width, "░")
      draw(`${bar} ${String(percent).padStart(3)} %  ${done} of ${all} events`)
    },
    clear: () => draw("")
  }
}
