import { Effect } from "effect"
import type { SdkCommand } from "./SdkCommand.ts"
import { watchAnswer } from "./watchAnswer.ts"

// Within the retries of the client, and after the signature.
const lastBeforeWire = { name: "tallyhourOnce", priority: "low", step: "finalizeRequest" } as const

/**
 * Sends a command, and gives its answer up when it is interrupted or has taken that many milliseconds.
 *
 * - **Guarantees**: one attempt reaches the wire at most, whatever the client makes of errors; none after the answer has
 *   been given up. An answer that is longer than any of AWS's is not read to its end. `hear` gets the `Date` of the answer,
 *   even where the SDK cannot read the rest of it; undefined where it has none.
 * - **Errors**: what `errorOf` makes of what was thrown; of a `NotSent` where the command did not come as far as the wire.
 */
export const sendOnce = <Output, E>(
  command: SdkCommand,
  send: (signal: AbortSignal) => Promise<Output>,
  {
    errorOf,
    hear,
    millis
  }: {
    readonly errorOf: (thrown: unknown) => E
    readonly hear?: (date: string | undefined) => void
    readonly millis: number
  }
): Effect.Effect<Output, E> =>
  Effect.callback((resume) => {
    const givenUp = new AbortController()
    let isSent = false
    const succeed = (output: Output) => {
      clearTimeout(timer)
      resume(Effect.succeed(output))
    }
    const fail = (thrown: unknown) => {
      clearTimeout(timer)
      const reason = isSent ? thrown : new NotSent(thrown)
      resume(Effect.suspend(() => Effect.fail(errorOf(reason))))
    }
    // The search for credentials knows no signal, and may take for ever. Signals that are made of others are not used: they
    // and their timers stay in memory for the whole time an answer may take, however soon it comes.
    const timer = setTimeout(() => {
      const late = new DOMException("No answer came in time.", "TimeoutError")
      givenUp.abort(late)
      fail(late)
    }, millis)
    timer.unref()
    watchAnswer(command, hear)
    command.middlewareStack.add((next) => {
      let answer: ReturnType<typeof next> | undefined
      return async (args) => {
        if (answer === undefined) {
          givenUp.signal.throwIfAborted()
          isSent = true
          answer = next(args)
        }
        // A client that tries again hears the same once more.
        return answer
      }
    }, lastBeforeWire)
    started(() => send(givenUp.signal)).then(succeed, fail)
    return Effect.sync(() => {
      clearTimeout(timer)
      givenUp.abort()
    })
  })

// A client of the caller's own may throw before it has a promise.
const started = <A>(start: () => Promise<A>): Promise<A> => {
  try {
    return start()
  } catch (thrown) {
    return Promise.reject(thrown)
  }
}

/**
 * Says that a request did not come as far as the wire: there were no credentials to sign it with, or no region to call.
 *
 * It has the name that the SDK gives to the first, whatever the cause: a service that is asked for credentials has names of
 * its own, which would be taken for AWS's word on the records. The second has no name, and is known by its message.
 */
export class NotSent extends Error {
  override readonly name = "CredentialsProviderError"
  constructor(cause: unknown) {
    super(cause instanceof Error ? sentenceOf(cause) : "no credentials")
  }
}

const sentenceOf = ({ message, name }: Error): string =>
  name === "Error" || name === "CredentialsProviderError" ? message : `${name}: ${message}`
