import { startEmulator } from "@tallyhour/adapter-memory"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { EmulatorProblem } from "./EmulatorProblem.ts"

/** `tallyhour emulator`: the AWS Marketplace Metering Service on this machine. */
export const emulatorCommand = Command.make(
  "emulator",
  {
    port: Flag.Int("port").pipe(
      Flag.withDescription("The port to listen on at 127.0.0.1; 0 takes a free one"),
      Flag.withDefault(4566)
    )
  },
  Effect.fn("emulatorCommand")(function* ({ port }) {
    const server = yield* Effect.acquireRelease(
      Effect.tryPromise({ try: () => startEmulator({ port }), catch: (cause) => cannotListen(port, cause) }),
      (started) => Effect.promise(() => started.close())
    )
    process.stdout.write(
      `Emulating AWS Marketplace metering at ${server.url}\n` +
        `Point an AWS SDK at it: AWS_ENDPOINT_URL_MARKETPLACE_METERING=${server.url}\n`
    )
    return yield* Effect.never
  }, Effect.scoped)
).pipe(
  Command.withDescription(
    "Serve BatchMeterUsage and ResolveCustomer to any AWS SDK, with a control interface for tests"
  )
)

const cannotListen = (port: number, cause: unknown) =>
  new EmulatorProblem({
    problem: `Port ${port} cannot be listened on: ${cause instanceof Error ? cause.message : String(cause)}`
  })
