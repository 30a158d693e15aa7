import { BatchMeterUsageCommand, MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import { DateTime } from "effect"
import { type Draft, region } from "./backlog.ts"

/** Sends drafts by the AWS SDK and nothing else, a number of requests at once; returns how many were accepted. */
export const bareLoop = async (
  drafts: ReadonlyArray<Draft>,
  { concurrency, port }: { readonly concurrency: number; readonly port: number }
): Promise<number> => {
  const client = new MarketplaceMeteringClient({
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    endpoint: `http://127.0.0.1:${port}`,
    maxAttempts: 1,
    region
  })
  let next = 0
  let accepted = 0
  const send = async (): Promise<void> => {
    while (next < drafts.length) {
      const batch = drafts.slice(next, (next += recordsPerRequest))
      const { Results } = await client.send(requestOf(batch))
      accepted += Results?.filter(({ Status }) => Status === "Success").length ?? 0
    }
  }
  await Promise.all(Array.from({ length: concurrency }, send))
  client.destroy()
  return accepted
}

const recordsPerRequest = 25

const requestOf = (batch: ReadonlyArray<Draft>) =>
  new BatchMeterUsageCommand({
    ProductCode: batch[0]!.productCode,
    UsageRecords: batch.map(({ account, dimension, hour }) => ({
      CustomerAWSAccountId: account,
      Dimension: dimension,
      Quantity: 1,
      Timestamp: DateTime.toDateUtc(DateTime.makeUnsafe(hour * 1_000))
    }))
  })
