import { Cause, Logger } from "effect"

/**
 * A logger that hands every line to the host.
 *
 * A log that throws must not stop the metering, and has nobody left to complain to.
 */
export const hostLogger = (log: (level: string, message: string) => void) =>
  Logger.make(({ cause, logLevel, message }) => {
    const words = Array.isArray(message) ? message.map(String) : [String(message)]
    try {
      log(logLevel, [...words, ...(cause.reasons.length > 0 ? [Cause.pretty(cause)] : [])].join(" "))
    } catch {
      return
    }
  })
