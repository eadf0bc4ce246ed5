// Issues as others do, with libraries of others: reads {documents, credentials, tokens, seed}, answers
// {did, embedded: [signed credentials], compact: [tokens that bring their key]}.
import * as vc from '@digitalbazaar/vc';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as jose from 'jose';
import {text} from 'node:stream/consumers';

const {documents, credentials, tokens} = JSON.parse(await text(process.stdin));

async function documentLoader(url) {
  if(!(url in documents)) {
    throw new Error(`not offline: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: documents[url]};
}

const pair = await Ed25519Multikey.generate();
const did = `did:key:${pair.publicKeyMultibase}`;
const named = await Ed25519Multikey.from({
  ...await pair.export({publicKey: true, secretKey: true}), id: `${did}#${pair.publicKeyMultibase}`, controller: did
});
const embedded = [];
for(const credential of credentials) {
  credential.issuer.id = did;
  const suite = new DataIntegrityProof({signer: named.signer(), cryptosuite});
  embedded.push(await vc.issue({credential, suite, documentLoader}));
}
const compact = [];
for(const {credential, alg} of tokens) {
  const {publicKey, privateKey} = await jose.generateKeyPair(alg, {extractable: true});
  const jwk = await jose.exportJWK(publicKey);
  const seconds = moment => Math.floor(new Date(moment) / 1000);
  const claims = {
    iss: credential.issuer.id, jti: credential.id, sub: credential.credentialSubject.id, nbf: seconds(credential.validFrom)
  };
  if(credential.validUntil) {
    claims.exp = seconds(credential.validUntil);
  }
  compact.push(await new jose.SignJWT({...credential, ...claims}).setProtectedHeader({alg, typ: 'JWT', jwk}).sign(privateKey));
}
console.log(JSON.stringify({did, embedded, compact}));
