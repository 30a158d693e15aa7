import { startEmulator } from "@tallyhour/adapter-memory"
import { Effect, Option, Redacted } from "effect"
import { EmulatorProblem } from "./EmulatorProblem.ts"

/** What `tallyhour emulator` is told. */
export interface EmulatorOptions {
  readonly cloudTrailTo: Option.Option<string>
  readonly eventsTo: Option.Option<string>
  readonly host: string
  readonly json: boolean
  readonly port: number
  readonly publishedQuotas: boolean
  readonly secret: Option.Option<Redacted.Redacted>
  readonly seed: Option.Option<string>
  readonly state: Option.Option<string>
}

/** Serves the emulator until the process is told to stop; then requests under way are answered first. */
export const runEmulator = Effect.fn("emulatorCommand")(function* (options: EmulatorOptions) {
  const secret = secretOf(options)
  if (secret === undefined && !isLoopback(options.host)) {
    return yield* new EmulatorProblem({
      problem: `At ${options.host} other machines reach the emulator, and anybody there could arrange it. Give a secret, with --secret or in TALLYHOUR_EMULATOR_SECRET, or listen on 127.0.0.1.`
    })
  }
  const server = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () =>
        startEmulator({
          host: options.host,
          port: options.port,
          quotas: options.publishedQuotas ? "published" : "none",
          ...Option.match(options.seed, { onNone: () => ({}), onSome: (seedFile) => ({ seedFile }) }),
          ...Option.match(options.state, { onNone: () => ({}), onSome: (state) => ({ state }) }),
          ...Option.match(options.eventsTo, { onNone: () => ({}), onSome: (eventsTo) => ({ eventsTo }) }),
          ...Option.match(options.cloudTrailTo, {
            onNone: () => ({}),
            onSome: (cloudTrailTo) => ({ cloudTrailTo })
          }),
          ...(secret !== undefined && { secret })
        }),
      catch: (cause) => problemOf(cause, options)
    }),
    (started) => Effect.promise(() => started.stop())
  )
  process.stdout.write(options.json ? `${JSON.stringify(placesOf(server.url))}\n` : greeting(server.url))
  process.exitCode = 0
  return yield* Effect.never
})

/** Where the emulator is to be found, by what a client, a person and an AWS SDK look for. */
const placesOf = (url: string) => ({
  url,
  page: `${url}/_emulator`,
  environment: {
    AWS_ENDPOINT_URL_MARKETPLACE_METERING: url,
    AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE: url
  }
})

const greeting = (url: string): string => {
  const { environment, page } = placesOf(url)
  return [
    `Emulating AWS Marketplace metering at ${url}`,
    "Point an AWS SDK at it:",
    ...Object.entries(environment).map(([name, value]) => `  ${name}=${value}`),
    `See what it holds: ${page}`,
    ""
  ].join("\n")
}

const secretOf = ({ secret }: EmulatorOptions): string | undefined => {
  const given = Option.match(secret, {
    onNone: () => process.env["TALLYHOUR_EMULATOR_SECRET"],
    onSome: Redacted.value
  })
  return given === "" ? undefined : given
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

const problemOf = (cause: unknown, { host, port }: EmulatorOptions): EmulatorProblem => {
  const message = cause instanceof Error ? cause.message : String(cause)
  const isListening = cause instanceof Error && "syscall" in cause && cause.syscall === "listen"
  return new EmulatorProblem({
    problem: isListening ? `Port ${port} of ${host} cannot be listened on: ${message}` : message
  })
}
