import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Runtime } from "effect"
import { Command } from "effect/cli"
import packageJson from "../package.json" with { type: "json" }
import { archiveCommand } from "./archive/archiveCommand.ts"
import { auditCommand } from "./audit/auditCommand.ts"
import { emulatorCommand } from "./emulator/emulatorCommand.ts"
import { adoptCommand } from "./migrate/adoptCommand.ts"
import { migrateCommand } from "./migrate/migrateCommand.ts"
import { replayCommand } from "./replay/replayCommand.ts"

const tallyhour = Command.make("tallyhour").pipe(
  Command.withDescription("Meters AWS Marketplace usage so that every unit is billed once, and in time"),
  Command.withSubcommands([
    adoptCommand,
    archiveCommand,
    auditCommand,
    emulatorCommand,
    migrateCommand,
    replayCommand
  ])
)

// An audit that finds violations exits with 1, so one that could not be done has a status of its own.
const auditUndone = 2

// What the runtime makes of a signal.
const interrupted = 130

// Whoever reads our output may stop early, as `head` does; that is no fault to report.
process.stdout.on("error", () => process.exit(1))

Command.run(tallyhour, { version: packageJson.version }).pipe(
  // A problem of the user's is one sentence and no stack trace; a fault of ours keeps its trace.
  Effect.catchTags({
    AuditProblem: (problem) => explain(problem, auditUndone),
    DatabaseProblem: (problem) => explain(problem, 1),
    EmulatorProblem: (problem) => explain(problem, 1),
    ReplayProblem: (problem) => explain(problem, 1),
    ShowHelp: (help) =>
      help.errors.length > 0 && help.commandPath.includes(auditCommand.name)
        ? Effect.sync(() => {
            process.exitCode = auditUndone
          })
        : Effect.fail(help)
  }),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({
    // A server that was told to stop, and did, has not failed; it has said so by an exit status of 0.
    teardown: (exit, onExit) =>
      Runtime.defaultTeardown(exit, (code) =>
        onExit(code === interrupted && process.exitCode === 0 ? 0 : code)
      )
  })
)

function explain({ message }: { readonly message: string }, status: number) {
  return Effect.sync(() => {
    process.stderr.write(`tallyhour: ${message}\n`)
    process.exitCode = status
  })
}
