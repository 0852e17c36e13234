//! Keys and backups: never in one unless asked for, then only encrypted; taken out of one only with its passphrase.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::downloads::Folder;
use e2e::find::Find;
use e2e::mock::place::RIGHT_KEY;
use e2e::world::{Setup, story};

const PASSPHRASE: &str = "for this file alone";

#[tokio::test]
async fn keys_leave_only_when_asked_for_and_come_in_only_with_the_passphrase() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), english());
        let address = world.mock.at("keyed");
        page.fill_connection(&Form::at(&address).key(RIGHT_KEY).model("echo").name("Mine")).await?;
        page.save_connection().await?;
        page.ask("In the backup", "finished").await?;
        page.go("#/settings").await?;
        let folder = Folder::new(&page, "keys").await?;
        page.button(t.transfer.export_all).click().await?;
        let (path, without) = folder.downloaded(".json").await?;
        assert!(!without.contains(RIGHT_KEY) && !without.contains("\"vault\""), "{without}");
        std::fs::remove_file(path)?;

        page.checkbox(t.transfer.export_keys).click().await?;
        page.fill_field(t.vault.new, PASSPHRASE).await?;
        page.fill_field(t.vault.again, "something else").await?;
        page.button(t.transfer.export_all).click().await?;
        page.text(t.vault.differs).see().await?;
        page.fill_field(t.vault.again, PASSPHRASE).await?;
        page.button(t.transfer.export_all).click().await?;
        let (_, with) = folder.downloaded(".json").await?;
        assert!(!with.contains(RIGHT_KEY) && !with.contains(PASSPHRASE), "{with}");
        assert!(with.contains("\"kind\":\"vault\"") && with.contains("\"rounds\":600000"), "{with}");
        let file = folder.put("backup.json", with.as_bytes())?;

        // Another device: nothing here.
        page.button(t.settings.delete_all).click().await?;
        page.button(t.settings.delete_all_now).click().await?;
        page.entry("In the backup").gone().await?;
        let import = async |keys: Option<&[&str]>| -> Outcome<()> {
            page.go("#/settings").await?;
            page.heading(t.settings.heading).see().await?;
            page.choose_file(&file).await?;
            page.checkbox(&(t.transfer.extras)(1)).click().await?;
            if let Some(passphrases) = keys {
                page.checkbox(&(t.transfer.keys)(1)).click().await?;
                for passphrase in passphrases {
                    page.fill_field(t.vault.passphrase, passphrase).await?;
                    page.button(t.transfer.import_keys).click().await?;
                    if *passphrase != PASSPHRASE {
                        page.text(t.vault.wrong).see().await?;
                    }
                }
                page.text(t.transfer.keys_open).see().await?;
            }
            page.css(".import button[data-kind=primary]").click().await?;
            page.css(".import button[data-kind=primary]").gone().await
        };
        import(None).await?;
        page.text(t.connections.no_key).see().await?;
        page.entry("In the backup").see().await?;
        assert!(!page.stored().await?.iter().any(|(_, text)| text.contains(RIGHT_KEY)));

        import(Some(&["not the one", PASSPHRASE])).await?;
        page.text(&(t.connections.key_on_device)(&sotto::domain::secret::Secret::new(RIGHT_KEY).hint())).see().await?;
        page.reload().await?;
        page.go("#/").await?;
        page.new_chat().await?;
        page.ask("With its key", "finished").await?;
        let right = format!("Bearer {RIGHT_KEY}");
        assert_eq!(world.mock.chat(2).await?.header("authorization"), Some(right.as_str()));
        Ok(())
    })
    .await
}
