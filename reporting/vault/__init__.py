"""The vault: everything that seals, opens and proves, and nothing else. Only this package may import PyNaCl.

It knows no database, no request and no settings: bytes and plain values go in and out, and every failure to open
anything is the one exception `Unreadable`, so that no caller can tell a wrong key from a changed text.

- `boxes`     items: XChaCha20-Poly1305, additional data [suite, domain, case, epoch, object, field], padded to buckets
- `keys`      key pairs, subkeys of a case, private keys under a passphrase (Argon2id) or a recovery code
- `grants`    a key for one holder: a sealed box with purpose, holder, case and epoch inside, which are checked,
              under a second layer whose secret lies outside the database
- `files`     frames of secretstream, each bound to its file and place; the final tag, length and SHA-256 are required
- `receipts`  29 digits and a check digit; look-up and key come from one slow hash with a pepper
- `shares`    a secret for any two of three officers
- `chains`    hashes and seals of the log of public keys, pseudonyms

Every blob begins with a format version and a suite, both part of the additional data. A new suite gets a new number and
the old one stays readable; `tests/reporting/vectors.json` is frozen.

Threats met
-----------
- **A stolen database or backup** shows sizes in buckets, numbers, days and who holds a grant; no text, name, file, key
  or receipt. Grants need in addition the secret of the case, which is a file outside the database, and then the
  passphrase of a holder.
- **A curious administrator**: no role and no superuser opens anything; there is no key of the site that opens a case.
- **A former handler, a conflict found late**: their grant is deleted, and the case gets another secret at once, also
  where nobody is left who could open it: the server changes the layer around all other grants and destroys the old
  secret. Copies of their grants, or of the whole case as it was, open nothing when they are put into the database. The
  next handler who opens the case makes a new random key, under which everything is sealed again. A key that was given
  up or lost is refused besides, as long as the log of keys says so.
- **Rows moved, copied or put back**: an item, file or grant opens only as what it was sealed for: this case, this
  epoch, this object, this field, this holder.
- **Files cut, joined or reordered**, at the border of a frame too.
- **A public key swapped in the database**: entries of the key log carry a seal under a pepper outside the database.
- **A dump of the cache**: sessions are sealed under a key that only the cookie of the browser holds.
- **Guessing receipts**: 96 bits, a slow hash, a pepper; unknown ones cost and answer the same.
- **A backup put back after the end of retention**: the secret of the case was destroyed outside of it.

Threats not met
---------------
- **Whoever controls the live server** sees what its readers see while they read, and what reporters send.
- **The screen, device or memory of a reader**; Python cannot wipe keys from memory.
- **Who can write the database** can delete, and can make up a case as anybody can who may send a report. They cannot
  read, and cannot change what stands in a true case without its readers noticing.
- **A copy of a grant together with the secret of that time**, from a backup of the files outside the database, and the
  private key of its holder: who has all three reads the case as it was then. Keep those backups for a few days only.
- **What somebody read, copied or remembered** while they were allowed to. The bodies of files are not encrypted anew
  when a case gets a new key: who kept the key of a file *and* later steals the storage can read that file again.
- **Metadata**: that a case exists, its size in buckets, its body and its days, for those who see the database.
- **Database and secrets outside of it stolen together, with a weak passphrase**: Argon2id slows guessing, no more.
"""
