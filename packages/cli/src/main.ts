import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { Command } from "effect/cli"
import packageJson from "../package.json" with { type: "json" }
import { emulatorCommand } from "./emulator/emulatorCommand.ts"
import { replayCommand } from "./replay/replayCommand.ts"

const tallyhour = Command.make("tallyhour").pipe(
  Command.withDescription("Meters AWS Marketplace usage so that every unit is billed once, and in time"),
  Command.withSubcommands([emulatorCommand, replayCommand])
)

// Whoever reads our output may stop early, as `head` does; that is no fault to report.
process.stdout.on("error", () => process.exit(1))

Command.run(tallyhour, { version: packageJson.version }).pipe(
  // A problem of the user's is one sentence and no stack trace; a fault of ours keeps its trace.
  Effect.catchTags({ EmulatorProblem: explain, ReplayProblem: explain }),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)

function explain({ message }: { readonly message: string }) {
  return Effect.sync(() => {
    process.stderr.write(`tallyhour: ${message}\n`)
    process.exitCode = 1
  })
}
