import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"

/** `tallyhour replay FILE.jsonl`: what would AWS bill for this log? */
export const replayCommand = Command.make(
  "replay",
  {
    file: Argument.String("FILE.jsonl").pipe(
      Argument.withDescription(
        'Usage events, a JSON object a line: {"id","account","meter","quantity","at","arrived","tags"?}'
      )
    ),
    policy: Flag.String("policy").pipe(
      Flag.withDescription(
        'A JSON file: {"allowedLatenessSeconds", "late": "same-month"|"next-open-hour"|"write-off", "fraction": "carry"|"up"|"down"|"nearest"}'
      ),
      Flag.optional
    ),
    store: Flag.Literals("store", ["pglite", "postgres", "memory"]).pipe(
      Flag.withDescription("Where outbox and ledger are kept; postgres needs DATABASE_URL"),
      Flag.withDefault("pglite")
    ),
    via: Flag.Literals("via", ["sdk", "memory"]).pipe(
      Flag.withDescription("How the emulator is reached: through the AWS SDK over HTTP, or directly"),
      Flag.withDefault("sdk")
    ),
    identity: Flag.Literals("identity", ["license", "product", "legacy"]).pipe(
      Flag.withDescription("The form in which AWS is told who the buyer is"),
      Flag.withDefault("license")
    ),
    until: Flag.String("until").pipe(
      Flag.withDescription(
        "The instant at which to stop, RFC 3339 or epoch seconds; when all is settled if absent"
      ),
      Flag.optional
    ),
    out: Flag.String("out").pipe(
      Flag.withDescription("A folder for accepted, carried, dead, pending and refused.jsonl"),
      Flag.optional
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("End with one JSON object of the totals on standard output"),
      Flag.withDefault(false)
    )
  },
  (options) =>
    // What only this command needs is loaded when it runs, so that the others start without it.
    Effect.promise(() => import("./runReplay.ts")).pipe(
      Effect.flatMap(({ runReplay }) => Effect.scoped(runReplay(options)))
    )
).pipe(
  Command.withDescription(
    "Say what AWS would bill for a log of usage, by running it through the whole path in virtual time"
  )
)
