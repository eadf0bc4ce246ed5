// Digital Bazaar's verifier, offline: reads {cases: [{credential, now}], documents}, answers for each
// {verified, revoked, errors}.
import * as vc from '@digitalbazaar/vc';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {text} from 'node:stream/consumers';

const {cases, documents} = JSON.parse(await text(process.stdin));

async function documentLoader(url) {
  if(!(url in documents)) {
    throw new Error(`not offline: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: documents[url]};
}

function messages(error) {
  const errors = error ? [error, ...(error.errors ?? []), error.cause].filter(Boolean) : [];
  return errors.map(each => each.message);
}

const answers = [];
for(const {credential, now} of cases) {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now: new Date(now),
    checkStatus: options => checkStatus({...options, suite: new DataIntegrityProof({cryptosuite}), documentLoader})
  });
  answers.push({
    verified: result.verified,
    revoked: (result.statusResult?.results ?? []).some(each => each.status),
    errors: [...messages(result.error), ...messages(result.statusResult?.error)]
  });
}
console.log(JSON.stringify(answers));
