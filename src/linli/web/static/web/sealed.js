// Nothing readable stays on this device: AES-256-GCM with a fresh nonce each time, bound to a place so that nothing can be put
// elsewhere, under a key that the page brings along; and letters that nobody but the server opens. Needs a secure context.
const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const written = (text) => new TextEncoder().encode(text);
const how = (nonce, place) => ({ name: "AES-GCM", iv: nonce, additionalData: written(place) });
const fresh = () => crypto.getRandomValues(new Uint8Array(12));

// Whether this page may keep anything at all.
export const canSeal = () => Boolean(globalThis.crypto?.subtle);

// `key`: 32 bytes in base64. `open` fails for what was changed, or sealed for another place or with another key.
export function seals(key) {
  const known = Promise.resolve().then(() => crypto.subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]));
  known.catch(() => {});
  async function seal(bytes, place) {
    const nonce = fresh();
    return { nonce, cipher: await crypto.subtle.encrypt(how(nonce, place), await known, bytes) };
  }
  const open = async ({ nonce, cipher }, place) => crypto.subtle.decrypt(how(nonce, place), await known, cipher);
  const sealText = (text, place) => seal(written(text), place);
  const openText = async (sealed, place) => new TextDecoder().decode(await open(sealed, place));
  // The same as one line of text, for a store that knows no bytes.
  async function sealLine(text, place) {
    const { nonce, cipher } = await sealText(text, place);
    return inBase64(new Blob([nonce, cipher]));
  }
  async function openLine(line, place) {
    const bytes = bytesOf(line);
    return openText({ nonce: bytes.slice(0, 12), cipher: bytes.slice(12) }, place);
  }
  return { seal, open, sealText, openText, sealLine, openLine };
}

// A text for the server's eyes: ECDH on P-256 with a key made for this letter alone, HKDF-SHA256, AES-256-GCM. `to` is the server's
// public key in base64, `about` what the letter has to be about when it is opened. Gives public key, nonce and ciphertext, as bytes.
export async function letter(to, text, about) {
  const { subtle } = crypto, curve = { name: "ECDH", namedCurve: "P-256" };
  const own = await subtle.generateKey(curve, false, ["deriveBits"]);
  const theirs = await subtle.importKey("raw", bytesOf(to), curve, false, []);
  const from = new Uint8Array(await subtle.exportKey("raw", own.publicKey)), nonce = fresh();
  const shared = await subtle.importKey("raw", await subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256), "HKDF", false, ["deriveKey"]);
  const key = await subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: from, info: written("linli letter") }, shared, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  return new Blob([from, nonce, await subtle.encrypt(how(nonce, about), key, written(text))]);
}

export const inBase64 = (blob) =>
  new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
