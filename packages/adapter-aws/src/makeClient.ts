import {
  MarketplaceMeteringClient,
  type MarketplaceMeteringClientConfig
} from "@aws-sdk/client-marketplace-metering"
import type { AwsClientOptions } from "./AwsClientOptions.ts"
import { clientConfig } from "./clientConfig.ts"

/** Makes the client that options describe. */
export const makeClient = (
  options: AwsClientOptions,
  region?: NonNullable<MarketplaceMeteringClientConfig["region"]>
): MarketplaceMeteringClient => {
  const client = new MarketplaceMeteringClient({
    ...clientConfig(options),
    ...(region === undefined ? {} : { region })
  })
  // It copies each request and each answer for the log of a client that has none.
  client.middlewareStack.remove("loggerMiddleware")
  return client
}
