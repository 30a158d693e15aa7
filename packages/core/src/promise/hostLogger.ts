import { Cause, Logger } from "effect"

/**
 * Hands what is logged to a function of the host, a sentence at a time.
 *
 * **Example** (A host that counts its errors)
 *
 *     const errors: Array<string> = []
 *     const log = (level: string, message: string) => void (level === "Error" && errors.push(message))
 *     const program = Effect.logError("Nothing can be sent.")
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(Logger.layer([hostLogger(log)]))))
 *     errors // => ["Nothing can be sent."]
 */
export const hostLogger = (log: (level: string, message: string) => unknown): Logger.Logger<unknown, void> =>
  Logger.make(({ cause, logLevel, message }) => {
    const words = Array.isArray(message) ? message.map(String) : [String(message)]
    // A log that throws or rejects must not stop the work, and has nobody left to complain to.
    void (async () =>
      log(
        logLevel,
        [...words, ...(cause.reasons.length > 0 ? [Cause.pretty(cause)] : [])].join(" ")
      ))().catch(() => undefined)
  })
