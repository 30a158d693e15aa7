import { DateTime, Duration, Effect, Logger, Option, Random, Result } from "effect"
import { Instant } from "../model/Instant.ts"
import type { FailurePolicy, RegistrationOptions } from "../model/RegistrationOptions.ts"
import { RegistrationOptionsInvalid } from "../model/RegistrationOptionsInvalid.ts"
import { SignatureRefused } from "../model/SignatureRefused.ts"
import { TransportError } from "../model/TransportError.ts"
import { UsageRegistration } from "../model/UsageRegistration.ts"
import { claimsProblem } from "../policy/claimsProblem.ts"
import { registrationProblems } from "../policy/registrationProblems.ts"
import { guardedLoggers } from "../policy/guardedLoggers.ts"
import { retryAt } from "../policy/retryAt.ts"
import { transportErrorFor } from "../policy/transportErrorFor.ts"
import { BuyerMetering } from "../port/BuyerMetering.ts"

/** Why a container is not registered. */
export type RegistrationError = SignatureRefused | TransportError

/** A container that AWS has said it meters, by a signature that was verified. */
export interface Registered {
  readonly _tag: "Registered"
  /** Since when the version of the public key has expired: publish an image with the next one. */
  readonly keyExpiredAt?: Instant
}

/** A container that runs although it is not registered, by the seller's own choice. */
export interface Unregistered {
  readonly _tag: "Unregistered"
  readonly error: RegistrationError
  /** How long it may run; without an end if absent. */
  readonly runsUntil?: Instant
  /** Goes on asking every few minutes until it is registered; fails when it may no longer run. */
  readonly later: Effect.Effect<Registered, RegistrationError>
}

/**
 * Registers a container at its start, and proves that it was AWS that answered.
 *
 * A nonce is drawn for each question, and the answer must be signed by the product's key over that nonce, the product and the
 * version of the key. While AWS throttles or is silent it is asked again, for two minutes at most; then the policy decides.
 *
 * - **Guarantees**: `Registered` only ever comes of a verified signature. The wait is bounded.
 * - **Idempotence**: may be repeated; AWS meters a task or pod once, however often it is registered.
 * - **Errors**: `RegistrationOptionsInvalid` before anything is asked. Under "stop", or when the grace cannot help,
 *   `TransportError`, whose code is AWS's own such as `CustomerNotEntitledException`, or `SignatureRefused`.
 *
 * **Example** (At the start of a container)
 *
 *     import { makeMarketplaceEmulator, memoryBuyerMetering } from "@tallyhour/adapter-memory"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: [], kind: "container" })
 *     emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
 *     const publicKey = String(emulator.control("public_key", { version: 1 }).body["pem"])
 *     const registration = registerContainer({
 *       productCode: "4ml54db8vrmju",
 *       publicKeyVersion: 1,
 *       publicKey,
 *       onFailure: { graceFor: Duration.hours(2) }
 *     }).pipe(Effect.provide(memoryBuyerMetering(emulator)))
 *
 *     const { _tag } = await Effect.runPromise(registration)
 *     _tag // => "Registered"
 */
export const registerContainer = Effect.fn("registerContainer")(function* (
  options: RegistrationOptions
): Effect.fn.Return<
  Registered | Unregistered,
  RegistrationError | RegistrationOptionsInvalid,
  BuyerMetering
> {
  const problems = registrationProblems(options)
  if (problems.length > 0) return yield* new RegistrationOptionsInvalid({ problems })
  const { onFailure, retryFor = retryForDefault } = options
  const ask = unharmed(Effect.provideService(askOnce(options), BuyerMetering, yield* BuyerMetering))
  const started = yield* DateTime.now
  const first = yield* Effect.result(
    askUntil(DateTime.addDuration(started, retryFor), { ask, goesOn: isTransient, next: soon })
  )
  if (Result.isSuccess(first)) return first.success
  const error = first.failure
  if (!mayRun(onFailure, error)) return yield* error
  const runsUntil = endOf(onFailure, started)
  yield* unharmed(
    Effect.logError(
      `The container runs unregistered ${runsUntil === undefined ? "without an end" : `until ${DateTime.formatIso(runsUntil)}`}. ${error.message}`
    )
  )
  const goesOn = (latest: RegistrationError) => mayRun(onFailure, latest)
  return {
    _tag: "Unregistered",
    error,
    ...(runsUntil === undefined ? {} : { runsUntil }),
    later: Effect.andThen(pause(runsUntil), askUntil(runsUntil, { ask, goesOn, next: atLeisure }))
  }
})

// A log that is broken must not keep a container from starting.
const unharmed = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.updateService(effect, Logger.CurrentLoggers, guardedLoggers)

const retryForDefault = Duration.minutes(2)

const isTransient = (error: RegistrationError): boolean =>
  error._tag === "TransportError" && ["Throttled", "Unanswered"].includes(error.reason._tag)

const mayRun = (onFailure: FailurePolicy, error: RegistrationError): boolean => {
  if (onFailure === "stop") return false
  if (onFailure === "continue") return true
  return error._tag === "TransportError" && error.reason.isRetryable
}

const endOf = (onFailure: FailurePolicy, started: Instant): Instant | undefined =>
  typeof onFailure === "string" ? undefined : DateTime.addDuration(started, onFailure.graceFor)

const askOnce = Effect.fnUntraced(function* ({
  productCode,
  publicKey,
  publicKeyVersion
}: RegistrationOptions) {
  const metering = yield* BuyerMetering
  // Nobody may foresee a nonce, so it is none of Effect's random numbers, which a seed repeats.
  const registration = UsageRegistration.make({ productCode, publicKeyVersion, nonce: crypto.randomUUID() })
  const asked = yield* DateTime.now
  const { keyExpiredAt, signature } = yield* metering.registerUsage(registration)
  const claims = yield* metering.claimsOf(signature, publicKey)
  const problem = claimsProblem(claims, { registration, asked, answered: yield* DateTime.now })
  if (problem !== undefined) return yield* new SignatureRefused({ problem })
  if (keyExpiredAt === undefined) return { _tag: "Registered" } satisfies Registered
  yield* Effect.logWarning(
    `Version ${publicKeyVersion} of the public key of product ${productCode} has expired at ${DateTime.formatIso(keyExpiredAt)}; publish an image with the version that AWS Marketplace shows.`
  )
  return { _tag: "Registered", keyExpiredAt } satisfies Registered
})

interface Asking {
  readonly ask: Effect.Effect<Registered, RegistrationError>
  readonly goesOn: (error: RegistrationError) => boolean
  readonly next: (waited: {
    readonly attempts: number
    readonly jitter: number
    readonly now: Instant
  }) => Instant
}

const askUntil = Effect.fnUntraced(function* (
  until: Instant | undefined,
  { ask, goesOn, next }: Asking
): Effect.fn.Return<Registered, RegistrationError> {
  for (let attempts = 1; ; attempts++) {
    const answer = yield* Effect.result(boundedBy(until, ask))
    if (Result.isSuccess(answer)) return answer.success
    const now = yield* DateTime.now
    const at = next({ attempts, jitter: yield* Random.next, now })
    // An attempt after the end would come too late to count, so the end is awaited only where there is a better answer.
    if (!goesOn(answer.failure) || (until !== undefined && !Instant.isBefore(now, until)))
      return yield* answer.failure
    yield* Effect.sleep(DateTime.distance(now, until === undefined ? at : Instant.min(at, until)))
  }
})

// It has been asked just now.
const pause = Effect.fnUntraced(function* (until: Instant | undefined) {
  const now = yield* DateTime.now
  const at = atLeisure({ attempts: 1, jitter: yield* Random.next, now })
  const pauseUntil = until === undefined ? at : Instant.min(at, until)
  yield* Effect.sleep(Duration.max(Duration.zero, DateTime.distance(now, pauseUntil)))
})

const boundedBy = (until: Instant | undefined, ask: Asking["ask"]): Asking["ask"] =>
  until === undefined
    ? ask
    : Effect.flatMap(DateTime.now, (now) =>
        Effect.flatMap(
          Effect.timeoutOption(ask, Duration.max(DateTime.distance(now, until), shortestAttempt)),
          Option.match({
            onNone: () =>
              Effect.fail(
                transportErrorFor({
                  operation: "RegisterUsage",
                  name: undefined,
                  status: undefined,
                  detail: "no answer in time"
                })
              ),
            onSome: Effect.succeed
          })
        )
      )

/** Less time than this no attempt gets, however near the end is. */
const shortestAttempt = Duration.seconds(5)

const soon: Asking["next"] = ({ attempts, jitter, now }) =>
  retryAt({ attempts, deadline: DateTime.addDuration(now, Duration.hours(1)), jitter, now })

// All containers of a buyer share five requests a second, and those that run wait for nothing.
const atLeisure: Asking["next"] = ({ jitter, now }) =>
  DateTime.addDuration(now, Duration.seconds(60 + Math.round(jitter * 540)))
