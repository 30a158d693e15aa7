import { limitAnswers } from "./limitAnswers.ts"
import type { SdkCommand } from "./SdkCommand.ts"

// Within the retries of the client, and after the signature.
const lastBeforeWire = { name: "tallyhourOnce", priority: "low", step: "finalizeRequest" } as const

/**
 * Sends a command, and gives its answer up when it is interrupted or has taken that many milliseconds.
 *
 * - **Guarantees**: one attempt reaches the wire at most, whatever the client makes of errors; none after the answer has
 *   been given up. An answer that is longer than any of AWS's is not read to its end.
 * - **Errors**: `NotSent` where the command did not come as far as the wire.
 */
export const sendOnce = async <Output>(
  command: SdkCommand,
  send: (signal: AbortSignal) => Promise<Output>,
  { interrupted, millis }: { readonly interrupted: AbortSignal; readonly millis: number }
): Promise<Output> => {
  const givenUp = new AbortController()
  let isSent = false
  limitAnswers(command)
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
  try {
    return await until(() => send(givenUp.signal), { givenUp, interrupted, millis })
  } catch (thrown) {
    throw isSent ? thrown : new NotSent(thrown)
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

// The search for credentials knows no signal, and may take for ever. Signals that are made of others are not used: they
// and their timers stay in memory for the whole time an answer may take, however soon it comes.
const until = <A>(
  answer: () => Promise<A>,
  {
    givenUp,
    interrupted,
    millis
  }: { readonly givenUp: AbortController; readonly interrupted: AbortSignal; readonly millis: number }
): Promise<A> =>
  new Promise((resolve, reject) => {
    const giveUp = (reason: unknown) => {
      givenUp.abort(reason)
      reject(reason)
    }
    const interrupt = () => giveUp(interrupted.reason)
    const timer = setTimeout(
      () => giveUp(new DOMException("No answer came in time.", "TimeoutError")),
      millis
    )
    timer.unref()
    interrupted.addEventListener("abort", interrupt, { once: true })
    if (interrupted.aborted) interrupt()
    answer()
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer)
        interrupted.removeEventListener("abort", interrupt)
      })
  })
