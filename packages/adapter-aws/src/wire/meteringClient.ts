import { MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import type { AwsTransportOptions } from "../AwsTransportOptions.ts"
import { limitAnswers } from "./limitAnswers.ts"

type ClientOptions = Pick<AwsTransportOptions, "credentials" | "endpoint"> & {
  readonly region?: string | (() => Promise<string>)
}

/** Makes a client of the AWS SDK that makes one attempt a call, and reads no answer without an end. */
export const meteringClient = ({
  credentials,
  endpoint,
  region
}: ClientOptions): MarketplaceMeteringClient => {
  const client = new MarketplaceMeteringClient({
    maxAttempts: 1,
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(endpoint === undefined ? {} : { endpoint })
  })
  limitAnswers(client)
  return client
}
