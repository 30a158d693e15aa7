import { DateTime, Duration, Effect, Fiber, Layer, Logger, ManagedRuntime } from "effect"
import type { RegistrationOptions } from "../model/RegistrationOptions.ts"
import type { BuyerMetering } from "../port/BuyerMetering.ts"
import {
  registerContainer,
  type Registered,
  type RegistrationError,
  type Unregistered
} from "../program/registerContainer.ts"
import { hostClock } from "./hostClock.ts"
import { hostLogger } from "./hostLogger.ts"

/** What a container is registered with, and how AWS is reached. */
export interface RegisterUsageOptions extends RegistrationOptions {
  /** How AWS is reached: `awsBuyerMetering()`, or `memoryBuyerMetering(emulator)` in tests. */
  readonly metering: Layer.Layer<BuyerMetering>
  /** Receives every log line; to the console when absent. Never receives a secret. */
  readonly log?: (level: string, message: string) => unknown
  /** The time in epoch milliseconds, for tests; the system's when absent. */
  readonly now?: () => number
}

/** How a container stands; instants as RFC 3339. */
export interface ContainerReport {
  readonly status: "registered" | "unregistered"
  /** Why it is not registered, as AWS has put it. */
  readonly error?: RegistrationError
  /** Until when it may run unregistered; without an end if absent. */
  readonly runsUntil?: string
  /** Since when the version of the public key has expired. */
  readonly keyExpiredAt?: string
  /** Resolves as soon as the container is registered; rejects when it may no longer run. Nothing is asked after `stop`. */
  readonly registered: Promise<void>
  /** Ends asking, and gives back the connections. */
  readonly stop: () => Promise<void>
}

/**
 * Registers a container at its start, for code without Effect: `registerContainer` as a Promise.
 *
 * - **Errors**: rejects with `TransportError` or `SignatureRefused` where the container has to stop, and with
 *   `RegistrationOptionsInvalid` for wrong options.
 *
 * **Example** (A container whose buyer has not subscribed)
 *
 *     import { makeMarketplaceEmulator, memoryBuyerMetering } from "@tallyhour/adapter-memory"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: [], kind: "container" })
 *     const publicKey = String(emulator.control("public_key", { version: 1 }).body["pem"])
 *     const registration = {
 *       productCode: "4ml54db8vrmju",
 *       publicKeyVersion: 1,
 *       publicKey,
 *       metering: memoryBuyerMetering(emulator)
 *     }
 *
 *     const refusal = await registerUsage({ ...registration, onFailure: "stop" }).catch((error) => error.reason.code)
 *     refusal // => "CustomerNotEntitledException"
 *     emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
 *     const container = await registerUsage({ ...registration, onFailure: "stop" })
 *     container.status // => "registered"
 *     await container.stop()
 */
export const registerUsage = async (options: RegisterUsageOptions): Promise<ContainerReport> => {
  const { log, metering, now, ...registration } = options
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      metering,
      log === undefined ? Layer.empty : Logger.layer([hostLogger(log)]),
      now === undefined ? Layer.empty : hostClock(now)
    )
  )
  try {
    const state = await runtime.runPromise(registerContainer(registration))
    if (state._tag === "Registered") {
      return { ...registeredReport(state), registered: Promise.resolve(), stop: () => runtime.dispose() }
    }
    const asking = runtime.runFork(state.later)
    const registered = runtime.runPromise(Effect.asVoid(Fiber.join(asking)))
    // Whoever does not wait for the end of the grace must not be ended by Node for it.
    registered.catch(() => undefined)
    return {
      ...unregisteredReport(state),
      registered,
      stop: async () => {
        await Effect.runPromise(Effect.timeoutOption(Fiber.interrupt(asking), stopPatience))
        await runtime.dispose()
      }
    }
  } catch (error) {
    await runtime.dispose()
    throw error
  }
}

const stopPatience = Duration.seconds(10)

const registeredReport = ({ keyExpiredAt }: Registered) => ({
  status: "registered" as const,
  ...(keyExpiredAt === undefined ? {} : { keyExpiredAt: DateTime.formatIso(keyExpiredAt) })
})

const unregisteredReport = ({ error, runsUntil }: Unregistered) => ({
  status: "unregistered" as const,
  error,
  ...(runsUntil === undefined ? {} : { runsUntil: DateTime.formatIso(runsUntil) })
})
