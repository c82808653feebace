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

const asText = (blob) =>
  new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });

// `queue` is the one that all pages share, `address` where interviews are sent.
export function interviews(queue, address, unknown) {
  const kept = queue({ database: "linli-survey", store: "interviews", address, parcel, arrived, unknown, waiting: "queued", refused: "rejected" });

  // What is not sent, as one file that can be handed over: the XML of each, its photos, what the device says of itself.
  async function unsent(account) {
    const rows = (await kept.all()).filter((row) => row.account === account && ["queued", "rejected"].includes(row.state));
    const told = [];
    for (const row of rows) {
      const photos = [];
      for (const { name, blob } of row.photos) photos.push({ name, data: await asText(blob) });
      told.push({ instance: row.instance, survey: row.survey, unit: row.unit, seconds: Math.round(row.active / 1000), reason: row.reason ?? "", xml: row.xml, photos });
    }
    return new Blob([JSON.stringify({ made: new Date().toISOString(), account, interviews: told }, null, 1)], { type: "application/json" });
  }

  return { ...kept, unsent };
}
