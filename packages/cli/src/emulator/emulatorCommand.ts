import { Effect } from "effect"
import { Command, Flag } from "effect/cli"

/** `tallyhour emulator`: the AWS Marketplace Metering Service on this machine. */
export const emulatorCommand = Command.make(
  "emulator",
  {
    port: Flag.Int("port").pipe(
      Flag.withMetavar("PORT"),
      Flag.withDescription("The port to listen on; 0 takes a free one; 4566 if absent"),
      Flag.withDefault(4566)
    ),
    host: Flag.String("host").pipe(
      Flag.withMetavar("ADDRESS"),
      Flag.withDescription("The address to listen on; beyond 127.0.0.1 a secret is needed"),
      Flag.withDefault("127.0.0.1")
    ),
    secret: Flag.Redacted("secret").pipe(
      Flag.withMetavar("TEXT"),
      Flag.withDescription(
        "What the control interface and the page ask of everybody; TALLYHOUR_EMULATOR_SECRET if absent"
      ),
      Flag.optional
    ),
    seed: Flag.String("seed").pipe(
      Flag.withMetavar("FILE.json"),
      Flag.withDescription("Clock, choices, products, customers and prices of the first start"),
      Flag.optional
    ),
    state: Flag.String("state").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "Keep everything in this file, whatever becomes of the process; made if not there"
      ),
      Flag.optional
    ),
    eventsTo: Flag.String("events-to").pipe(
      Flag.withMetavar("URL|FILE"),
      Flag.withDescription("Post the bodies of EventBridge and SNS there, or write them as JSON lines"),
      Flag.optional
    ),
    cloudTrailTo: Flag.String("cloudtrail-to").pipe(
      Flag.withMetavar("FOLDER"),
      Flag.withDescription("Write CloudTrail's gzip files there, in the layout of a trail in S3"),
      Flag.optional
    ),
    publishedQuotas: Flag.Boolean("published-quotas").pipe(
      Flag.withDescription("Throttle at the request rates that AWS publishes"),
      Flag.withDefault(false)
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Say where it listens as one line of JSON, for programs that start it"),
      Flag.withDefault(false)
    )
  },
  (options) =>
    // What only this command needs is loaded when it runs, so that the others start without it.
    Effect.promise(() => import("./runEmulator.ts")).pipe(
      Effect.flatMap(({ runEmulator }) => Effect.scoped(runEmulator(options)))
    )
).pipe(
  Command.withDescription(
    "Serve the metering operations and GetEntitlements to any AWS SDK, with a page at /_emulator and a control interface for tests"
  ),
  Command.withExamples([
    { command: "tallyhour emulator --port 4566", description: "Serve it on this machine" },
    {
      command: "tallyhour emulator --seed market.json --state market.state",
      description: "Begin with products and customers, and go on after a restart"
    },
    {
      command: 'TALLYHOUR_EMULATOR_SECRET="$(openssl rand -hex 16)" tallyhour emulator --host 0.0.0.0',
      description: "Serve it to other machines"
    },
    {
      command: "AWS_ENDPOINT_URL_MARKETPLACE_METERING=http://127.0.0.1:4566 node app.js",
      description: "Point an AWS SDK at it"
    }
  ])
)
