import { awsTransport } from "@tallyhour/adapter-aws"
import { type MeteringStore, meteringPass } from "@tallyhour/core"
import { Layer, Logger, ManagedRuntime } from "effect"
import { catalogue, clockFromNoon, type Draft, seal } from "./backlog.ts"

/** The whole sender over one store: leases, sends through the AWS SDK, settles. */
export interface Sender {
  readonly close: () => Promise<void>
  /** Puts sealed records into the store. */
  readonly prepare: (drafts: ReadonlyArray<Draft>) => Promise<void>
  /** Runs passes until nothing is left, or for that many milliseconds; returns how many records were settled. */
  readonly run: (forMillis?: number) => Promise<number>
}

/** Opens a sender that talks to the server of a port. */
export const openSender = (
  store: Pick<MeteringStore<never>, "layer">,
  {
    concurrency,
    port,
    requestsPerSecond
  }: { readonly concurrency: number; readonly port: number; readonly requestsPerSecond: number }
): Sender => {
  const transport = awsTransport({
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    endpoint: `http://127.0.0.1:${port}`,
    requestsPerSecond
  })
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(store.layer, transport, catalogue, Logger.layer([])).pipe(
      Layer.provideMerge(clockFromNoon)
    )
  )
  const pass = () => runtime.runPromise(meteringPass({ concurrency }))
  return {
    close: () => runtime.dispose(),
    prepare: async (drafts) => {
      const { records } = await runtime.runPromise(seal(drafts))
      if (records !== drafts.length) throw new Error(`${records} of ${drafts.length} records were sealed`)
    },
    run: async (forMillis = Number.POSITIVE_INFINITY) => {
      const until = performance.now() + forMillis
      let settled = 0
      while (performance.now() < until) {
        const report = await pass()
        settled += report.settled.length
        if (report.settled.length === 0) return settled
      }
      return settled
    }
  }
}
