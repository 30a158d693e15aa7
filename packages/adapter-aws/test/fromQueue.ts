// #region example
import { type AgreementQueueOptions, startAgreementQueue } from "@tallyhour/adapter-aws"
import type { MeterHandle } from "@tallyhour/core"

/** Follows what a queue tells until the host ends, such as `{ queueUrl: process.env.AGREEMENTS_QUEUE }`. */
export const fromQueue = <T>(meter: MeterHandle<T>, queue: AgreementQueueOptions, host: AbortSignal) => {
  const running = startAgreementQueue({ ...queue, follow: meter.follow })
  host.addEventListener("abort", () => void running.stop())
}
// #endregion
