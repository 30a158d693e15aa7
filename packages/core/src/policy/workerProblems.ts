import { Duration } from "effect"
import { unknownName } from "../model/unknownName.ts"

const concurrencyMax = 100
const pollIntervalMax = Duration.minutes(15)

/**
 * Lists everything that is wrong with a worker's options, in sentences that say what to do.
 *
 * - **Shape**: total for every object; `concurrency` is 1 to 100 requests, as AWS takes ten a second, and `pollInterval` more
 *   than nothing and at most a quarter of an hour: an agreement that ends has one last hour, of which sending needs the rest.
 *
 * **Example** (Nothing would ever be sent)
 *
 *     workerProblems({ concurrency: 0 }) // => ["concurrency is not a whole number from 1 to 100"]
 */
export const workerProblems = (options: object): ReadonlyArray<string> =>
  Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    switch (name) {
      case "concurrency":
        return isConcurrency(value) ? [] : [`concurrency is not a whole number from 1 to ${concurrencyMax}`]
      case "pollInterval":
        return isPollInterval(value)
          ? []
          : ["pollInterval is not a Duration of more than nothing and at most 15 minutes"]
      case "onAlert":
        return []
      default:
        return [unknownName(name, "the worker", ["concurrency", "pollInterval"])]
    }
  })

const isConcurrency = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= concurrencyMax

const isPollInterval = (value: unknown): boolean =>
  Duration.isDuration(value) &&
  Duration.isGreaterThan(value, Duration.zero) &&
  Duration.isLessThanOrEqualTo(value, pollIntervalMax)
