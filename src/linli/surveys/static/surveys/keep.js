// Interviews on this device: begun, finished and waiting, refused, sent.

function parcel(row) {
  const body = new FormData();
  body.append("xml", row.xml);
  for (const photo of row.photos) body.append("photos", photo.blob, photo.name);
  body.append("account", row.account);
  body.append("seconds", String(Math.round(row.active / 1000)));
  body.append("device_now", new Date().toISOString());
  return body;
}

// Its answers are the server's now: here only whom it was about stays, until the list is loaded again.
const arrived = ({ id, account, survey, unit, label, at, outcome, instance }, said) =>
  said.instance === instance && { id, account, survey, unit, label, at, outcome };

// `queue` and `sealed` are the modules that all pages share, `address` where interviews are sent, `letters` the server's public key.
export function interviews({ queue }, { letter, inBase64 }, { account, key, letters, send: address }, unknown) {
  const kept = queue({ database: "linli-survey", store: "interviews", account, key, address, parcel, arrived, unknown, waiting: "queued", refused: "rejected" });

  // What is not sent, as one file that can be handed over and that nobody but the server opens: the XML of each, its photos, what
  // the device says of itself.
  async function unsent() {
    const rows = (await kept.all()).filter((row) => row.account === account && ["queued", "rejected"].includes(row.state));
    const told = [];
    for (const { id } of rows) {
      const row = await kept.read(id), photos = [];
      for (const { name, blob } of row.photos) photos.push({ name, type: blob.type, data: await inBase64(blob) });
      told.push({ unit: row.unit, seconds: Math.round(row.active / 1000), xml: row.xml, photos });
    }
    const sealed = await inBase64(await letter(letters, JSON.stringify(told), "linli interviews"));
    return new Blob([JSON.stringify({ linli: "interviews", made: new Date().toISOString(), n: told.length, letter: sealed }, null, 1)], { type: "application/json" });
  }

  return { ...kept, unsent };
}
