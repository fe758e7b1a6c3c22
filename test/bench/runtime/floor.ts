/**
 * The thinnest proxy of the same flow on the same SDK: a raw server, no framework, no checks, no log, no abort. What the runtime
 * is measured beside; not a thing to ship.
 */
import http from 'node:http'
import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { NodeHttpHandler } from '@smithy/node-http-handler'

interface Asked {
  readonly bedrock_parameters: { readonly modelId: string; readonly messages: readonly unknown[]; readonly system: string }
  readonly assistant_parameters: { readonly content_tag: string; readonly state_machine_custom_params: unknown }
}
interface Delta {
  readonly type: string
  readonly delta?: { readonly type: string; readonly text: string }
}

const { AWS_ENDPOINT_URL_SFN = '', STATEMACHINE_STATE_MACHINE_ARN, PORT } = process.env
const kept = { keepAlive: true, maxSockets: Infinity }
const handler = () => new NodeHttpHandler({ httpAgent: kept, httpsAgent: kept })
const workflows = new SFNClient({ endpoint: AWS_ENDPOINT_URL_SFN, disableHostPrefix: true, requestHandler: handler() })
const models = new BedrockRuntimeClient({ requestHandler: handler() })
const decoder = new TextDecoder()

async function answer(request: http.IncomingMessage, response: http.ServerResponse) {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  const asked = JSON.parse(Buffer.concat(pieces).toString()) as Asked
  const { modelId, ...body } = asked.bedrock_parameters
  const { content_tag: tag, state_machine_custom_params } = asked.assistant_parameters
  const { status, output = '' } = await workflows.send(
    new StartSyncExecutionCommand({
      stateMachineArn: STATEMACHINE_STATE_MACHINE_ARN,
      input: JSON.stringify({ PromptInput: body.messages, state_machine_custom_params }),
    }),
  )
  if (status !== 'SUCCEEDED') throw new Error(status)
  const { context_data } = JSON.parse(output) as { readonly context_data: unknown }
  const system = `${body.system}\n\n<${tag}>${JSON.stringify(context_data)}</${tag}>`
  const stream = await models.send(
    new InvokeModelWithResponseStreamCommand({
      modelId,
      contentType: 'application/json',
      body: JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', ...body, system }),
    }),
  )
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
  for await (const { chunk } of stream.body ?? []) {
    const event = JSON.parse(decoder.decode(chunk?.bytes)) as Delta
    if (event.type !== 'content_block_delta' || event.delta?.type !== 'text_delta') continue
    if (!response.write(event.delta.text)) await new Promise((resolve) => response.once('drain', resolve))
  }
  response.end()
}

http
  .createServer((request, response) => {
    if (request.method === 'POST') answer(request, response).catch(() => response.destroy())
    else response.writeHead(404).end()
  })
  .listen(Number(PORT), '127.0.0.1')
