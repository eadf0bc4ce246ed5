// jose, which nobody here wrote, reads {tokens: [...], jwk, jwks}; answers for each {header, payload} or {error}.
import {createLocalJWKSet, importJWK, jwtVerify} from 'jose';
import {text} from 'node:stream/consumers';

const {tokens, jwk, jwks, now} = JSON.parse(await text(process.stdin));
const key = jwk ? await importJWK(jwk, 'RS256') : createLocalJWKSet(jwks);
const answers = [];
for(const token of tokens) {
  try {
    const {protectedHeader, payload} = await jwtVerify(token, key, {algorithms: ['RS256'], currentDate: new Date(now)});
    answers.push({header: protectedHeader, payload});
  } catch(error) {
    answers.push({error: error.code ?? String(error)});
  }
}
console.log(JSON.stringify(answers));
