import { Logger } from "effect"

/**
 * Returns loggers that keep to themselves what goes wrong with a log: work that is done must not be undone by its report.
 *
 * **Example** (A disk that is full)
 *
 *     const full = Logger.make((): void => {
 *       throw new Error("no space left on the device")
 *     })
 *     const program = Effect.as(Effect.logError("A record is dead."), "settled").pipe(
 *       Effect.updateService(Logger.CurrentLoggers, guardedLoggers),
 *       Effect.provide(Logger.layer([full]))
 *     )
 *
 *     await Effect.runPromise(program) // => "settled"
 */
export const guardedLoggers = (
  loggers: ReadonlySet<Logger.Logger<unknown, unknown>>
): ReadonlySet<Logger.Logger<unknown, unknown>> =>
  new Set(
    [...loggers].map((logger) =>
      Logger.make((entry) => {
        try {
          return logger.log(entry)
        } catch {
          // Whoever could be told is the log that has failed.
          return undefined
        }
      })
    )
  )
