//! The directory of zip files as people's tools write them, and as nobody should.

use sotto::domain::transfer::zip::{Entry, HEADER, content, directory, entries, is_zip};

/// A zip file of stored files. `wide`: with the 64-bit end and sizes in extra fields.
fn zip(files: &[(&str, &[u8], u16)], wide: bool, comment: &[u8]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    let short = |n: usize| (n as u16).to_le_bytes();
    let long = |n: usize| (n as u32).to_le_bytes();
    for (name, bytes, method) in files {
        let header = out.len();
        let sizes = if wide { [long(0xFFFF_FFFF); 2].concat() } else { [long(bytes.len()); 2].concat() };
        out.extend(
            [
                b"PK\x03\x04".as_slice(),
                &[20, 0, 0, 8],
                &method.to_le_bytes(),
                &[0; 8],
                &sizes,
                &short(name.len()),
                &short(3),
            ]
            .concat(),
        );
        out.extend([name.as_bytes(), b"xyz", bytes].concat());
        let mut extra = vec![0x55, 0x54, 2, 0, 9, 9];
        if wide {
            extra.extend([1, 0, 24, 0]);
            [bytes.len(), bytes.len(), header].iter().for_each(|n| extra.extend((*n as u64).to_le_bytes()));
        }
        let at = if wide { long(0xFFFF_FFFF) } else { long(header) };
        list.extend(
            [
                b"PK\x01\x02".as_slice(),
                &[20, 3, 20, 0, 0, 8],
                &method.to_le_bytes(),
                &[0; 8],
                &sizes,
                &short(name.len()),
                &short(extra.len()),
                &short(2),
                &[0; 8],
                &at,
            ]
            .concat(),
        );
        list.extend([name.as_bytes(), &extra, b"!!"].concat());
    }
    let (start, length) = (out.len(), list.len());
    out.extend(&list);
    if wide {
        let end = out.len();
        out.extend(
            [
                b"PK\x06\x06".as_slice(),
                &44_u64.to_le_bytes(),
                &[0; 28],
                &(length as u64).to_le_bytes(),
                &(start as u64).to_le_bytes(),
            ]
            .concat(),
        );
        out.extend([b"PK\x06\x07".as_slice(), &[0; 4], &(end as u64).to_le_bytes(), &[1, 0, 0, 0]].concat());
    }
    let (start, length) = if wide { (0xFFFF_FFFF, 0xFFFF_FFFF) } else { (start, length) };
    out.extend(
        [b"PK\x05\x06".as_slice(), &[0; 8], &long(length), &long(start), &short(comment.len()), comment].concat(),
    );
    out
}

fn listed(bytes: &[u8]) -> Option<Vec<Entry>> {
    let found = directory(bytes, bytes.len() as u64)?;
    Some(entries(bytes.get(found.start as usize..(found.start + found.length) as usize)?))
}

#[test]
fn the_json_files_of_an_archive_are_found_with_their_bytes() {
    let files: [(&str, &[u8], u16); 5] = [
        ("conversations-000.json", b"[1]", 0),
        ("chat.html", b"<p>", 0),
        ("__MACOSX/._conversations-000.json", b"x", 0),
        ("folder/대화.JSON", b"[22]", 0),
        ("odd.json", b"?", 14),
    ];
    for wide in [false, true] {
        for comment in [b"".as_slice(), b"a PK\x05 comment"] {
            let bytes = zip(&files, wide, comment);
            assert!(is_zip(&bytes));
            let found = listed(&bytes).unwrap();
            let names: Vec<&str> = found.iter().map(|entry| &*entry.name).collect();
            assert_eq!(names, ["conversations-000.json", "folder/대화.JSON"]);
            for (entry, expected) in found.iter().zip([b"[1]".as_slice(), b"[22]"]) {
                let header = &bytes[entry.header as usize..][..HEADER as usize];
                let start = content(entry, header).unwrap() as usize;
                assert_eq!(&bytes[start..start + entry.packed as usize], expected);
                assert_eq!((entry.size, entry.deflated), (expected.len() as u64, false));
            }
        }
    }
}

#[test]
fn a_broken_archive_is_refused_and_never_read_beyond_its_end() {
    let good = zip(&[("a.json", b"[]", 8)], false, b"");
    assert!(listed(&good).unwrap()[0].deflated);
    assert_eq!(directory(b"PK\x03\x04", 4), None);
    assert_eq!(directory(&good[..good.len() - 1], good.len() as u64 - 1), None);
    assert_eq!(directory(&good, 10), None, "shorter than its own tail");
    for wide in [false, true] {
        let good = zip(&[("a.json", b"[]", 0), ("b.json", b"[]", 8)], wide, b"c");
        for at in 0..good.len() {
            for flip in [0x01, 0x80, 0xFF] {
                let mut bytes = good.clone();
                bytes[at] ^= flip;
                for entry in listed(&bytes).unwrap_or_default() {
                    let _ = content(&entry, &bytes);
                }
            }
        }
    }
}
