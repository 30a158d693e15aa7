/** Something that carries out of the emulator what has happened there. */
export interface Outlet {
  /** Stops at once; what is left stays. */
  readonly abandon: () => void
  /** Carries what is left, and stops. */
  readonly finish: () => Promise<void>
}

/**
 * Lets a step run again and again, one at a time, with a pause between them; once more at the end.
 *
 * What a step rejects with is told to `complain`, and the next one tries again.
 */
export const makeOutlet = (
  step: () => Promise<void>,
  { complain, pauseMillis }: { readonly complain: (cause: unknown) => void; readonly pauseMillis: number }
): Outlet => {
  let running: Promise<void> = Promise.resolve()
  const run = () => {
    running = running.then(step).catch(complain)
    return running
  }
  let isRunning = false
  const timer = setInterval(() => {
    if (isRunning) return
    isRunning = true
    void run().finally(() => {
      isRunning = false
    })
  }, pauseMillis)
  // Whether the process ends is for the server to say.
  timer.unref()
  return {
    abandon: () => clearInterval(timer),
    finish: () => {
      clearInterval(timer)
      return run()
    }
  }
}
