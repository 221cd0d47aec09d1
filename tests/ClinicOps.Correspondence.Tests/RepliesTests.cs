using System.Text;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Conversations.Links;
using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Conversations by e-mail, on the real Exim and Dovecot.</summary>
public sealed class RepliesTests(TestCluster cluster, MailServers mail)
{
    [Fact]
    public async Task A_mail_is_taken_once_though_the_host_dies_before_it_is_moved_and_is_about_nobody_whatever_its_address()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        clinic.Clinic.Services.GetRequiredService<OtherModules>().Email = clinic.Reader;
        await Deliver(clinic, clinic.Reader, "1@b.example", "My knee", "Do I come fasting?");
        using (new KillAt("correspondence.read-replies.taken"))
        {
            await Assert.ThrowsAsync<ProcessKilledException>(() => Read(clinic));
        }

        Assert.Single(await mail.Messages(clinic.Office));
        await Read(clinic);
        await Read(clinic);

        Assert.Empty(await mail.Messages(clinic.Office));
        Assert.Single(await mail.Messages(clinic.Office, "Processed"));
        var (conversation, entry) = (Assert.Single(await Conversations(clinic)), Assert.Single(await Entries(clinic)));
        Assert.Equal((null, null, ConversationKind.Question, ConversationState.Open, clinic.Reader), (conversation.PatientId, conversation.OwnerId, conversation.Kind, conversation.State, conversation.Address));
        Assert.Equal(("My knee", "Do I come fasting?", "1@b.example", EntryDirection.In), (conversation.Subject, entry.Words, entry.MessageId, entry.Direction));

        // Whose address it is, is said, and set by nobody.
        Assert.Equal([Nguyen.Id], (await clinic.Clinic.In((KnowMail know) => know.Hints(conversation, CancellationToken.None))).Select(hint => hint.PatientId));
        Assert.Null(Assert.Single(await Conversations(clinic)).PatientId);

        // Under another number it is the same mail.
        await mail.MoveBack(clinic.Office, "Processed");
        await Read(clinic);
        Assert.Single(await Entries(clinic));
        Assert.Equal(["message", "repeat"], await clinic.Clinic.Sql("SELECT kind FROM correspondence.received_mails ORDER BY found_at, uid"));
        Assert.DoesNotContain(clinic.Clinic.Log.Lines, line => line.Text.Contains("fasting", StringComparison.Ordinal) || line.Text.Contains(clinic.Reader, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_reply_goes_where_its_headers_say_and_never_where_its_subject_does()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        await Deliver(clinic, "ana@b.example", "1@b.example", "My knee", "Do I come fasting?");
        await Read(clinic);
        await clinic.Clinic.Sql("UPDATE correspondence.conversations SET state = 'closed', outcome = 'answered', closed_at = now()");

        await Deliver(clinic, "luis@b.example", "2@b.example", "Something else", "Thank you.\n\nOn Monday, Two Rivers Clinic wrote:\n> Call 911 with chest pain.\n", "In-Reply-To: <1@b.example>\n");
        await Deliver(clinic, "eve@b.example", "3@b.example", "Re: My knee", "Send me the results.");
        await Deliver(clinic, "ana@b.example", "4@b.example", "=?utf-8?B?AG51bGw=?=", "<p>One</p><script>steal()</script><p>Two</p>", "Content-Type: text/html; charset=utf-8\n");
        await Read(clinic);

        var all = await Conversations(clinic);
        var first = all.Single(c => c.Subject == "My knee");
        Assert.Equal(["Do I come fasting?", "Thank you."], (await Entries(clinic)).Where(e => e.ConversationId == first.Id).Select(e => e.Words));

        // It is open again; what it quotes raised no alarm and is there to be looked at; and the page says that another wrote.
        Assert.Equal((ConversationState.Open, null), (first.State, first.RedFlagAt));
        var said = (await clinic.Clinic.In((KnowMail know) => know.Of(first, CancellationToken.None))).Values.Single(one => one.OtherSender is not null);
        Assert.Equal("luis@b.example", said.OtherSender);
        Assert.Contains("chest pain", said.Quoted, StringComparison.Ordinal);

        Assert.Equal(3, all.Count);
        Assert.Single(all, c => c.Subject == "Re: My knee" && c.Address == "eve@b.example");
        var plain = (await Entries(clinic)).Single(e => e.MessageId == "4@b.example").Words;
        Assert.Equal("One\n\nTwo", plain);
    }

    [Fact]
    public async Task A_mail_that_breaks_holds_up_no_other_and_all_that_somebody_wrote_is_read_whole_and_for_alarms()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        await clinic.Clinic.Sql("ALTER TABLE correspondence.received_mails ADD CONSTRAINT cannot CHECK (subject <> 'Broken')");
        await Deliver(clinic, "ana@b.example", "1@b.example", "Broken", "Please call me.");

        // The longest that is kept ends in the middle of a character.
        var lines = string.Concat(Enumerable.Repeat(new string('a', 99) + "\n", 199));
        await Deliver(clinic, "ana@b.example", "2@b.example", "Long", $"{lines}{new string('a', 99)}😀 more", "Content-Type: text/plain; charset=utf-8\n");
        await Deliver(clinic, "luis@b.example", "3@b.example", "Short \uFFFE", "I am short of breath \uFFFEnow.", "Content-Type: text/plain; charset=utf-8\n");
        await Deliver(clinic, "ann@b.example", "4@b.example", "Group", "I can't breathe.", "List-Id: <knees.b.example>\nPrecedence: bulk\n");
        await Deliver(
            clinic, "bo@b.example", "5@b.example", "Picture",
            "--q\nContent-Type: text/plain\n\nBefore\n--q\nContent-Type: image/jpeg\nContent-Disposition: inline; filename=photo.jpg\n\nxx\n--q\nContent-Type: text/plain\n\nAfter\n--q--",
            "Content-Type: multipart/mixed; boundary=q\n");
        await Deliver(clinic, "ana@b.example", "6@b.example", "Chest pain now", "Call me.", "In-Reply-To: <2@b.example>\n");
        await Deliver(clinic, "son@b.example", "7@b.example", "My father", "See below.\n\n---------- Forwarded message ---------\nFrom: Dad <dad@b.example>\nDate: Monday\nSubject: me\n\nMy chest hurts.\n");
        await Read(clinic);

        // What cannot be stored stays where it is, and the pages say that the mailbox is not read.
        Assert.Single(await mail.Messages(clinic.Office));
        Assert.Equal([1L], await clinic.Clinic.Sql("SELECT count(*) FROM correspondence.bounce_mailboxes WHERE failing_since IS NOT NULL"));
        Assert.Contains(clinic.Clinic.Log.Lines, line => line.Text.Contains("cannot be taken: DbUpdateException", StringComparison.Ordinal));
        Assert.DoesNotContain(clinic.Clinic.Log.Lines, line => line.Text.Contains("Please call me", StringComparison.Ordinal));

        var words = (await Entries(clinic)).Where(entry => entry.MessageId is not null).ToDictionary(entry => entry.MessageId!, entry => entry.Words);
        Assert.EndsWith("a\n[It goes on: the rest is in the message as it was received.]", words["2@b.example"], StringComparison.Ordinal);
        Assert.DoesNotContain(words["2@b.example"], letter => char.IsSurrogate(letter));
        Assert.Equal("Before\n\nAfter", words["5@b.example"]);
        var all = await Conversations(clinic);
        Assert.EndsWith("My chest hurts.", words["7@b.example"], StringComparison.Ordinal);
        Assert.Equal(["Group", "Long", "My father", "Short \uFFFD"], all.Where(c => c.RedFlagAt is not null).Select(c => c.Subject).Order(StringComparer.Ordinal));
        Assert.Contains((await clinic.Clinic.In((KnowMail know) => know.Of(all.Single(c => c.Subject == "Picture"), CancellationToken.None))).Values, one => one.Attachments.Any(file => file.StartsWith("photo.jpg", StringComparison.Ordinal)));
        Assert.Contains((await clinic.Clinic.In((KnowMail know) => know.Of(all.Single(c => c.Subject == "Long"), CancellationToken.None))).Values, one => one.Subject == "Chest pain now");

        await clinic.Clinic.Sql("ALTER TABLE correspondence.received_mails DROP CONSTRAINT cannot");
        await Read(clinic);
        Assert.Empty(await mail.Messages(clinic.Office));
        Assert.Contains(await Conversations(clinic), c => c.Subject == "Broken");
        Assert.Equal([0L], await clinic.Clinic.Sql("SELECT count(*) FROM correspondence.bounce_mailboxes WHERE failing_since IS NOT NULL"));
    }

    [Fact]
    public async Task Automatic_mail_opens_nothing_and_reopens_nothing_until_a_person_says_so()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        await Deliver(clinic, "ana@b.example", "1@b.example", "My knee", "Do I come fasting?");
        await Read(clinic);
        await clinic.Clinic.Sql("UPDATE correspondence.conversations SET state = 'closed', outcome = 'answered', closed_at = now()");
        await Deliver(clinic, "ana@b.example", "2@b.example", "Away", "I am away until Monday.", "Auto-Submitted: auto-replied\nReferences: <1@b.example>\n");
        await Deliver(clinic, "news@b.example", "3@b.example", "Offers", "Buy.", "List-Unsubscribe: <mailto:no@b.example>\n");
        await Read(clinic);

        Assert.Empty(await mail.Messages(clinic.Office));
        var closed = Assert.Single(await Conversations(clinic));
        Assert.Equal(ConversationState.Closed, closed.State);
        Assert.Contains((await Entries(clinic)), entry => entry.Channel == EntryChannel.Note && entry.Words.Contains("away until Monday", StringComparison.Ordinal));

        // A reply through a list is a person's: where the clinic's address is a group, all of them are.
        await Deliver(clinic, "ana@b.example", "4@b.example", "Re: My knee", "And may I drink?", "In-Reply-To: <1@b.example>\nPrecedence: list\nList-Id: <office.clinic.example>\n");
        await Read(clinic);
        Assert.Equal(ConversationState.Open, Assert.Single(await Conversations(clinic)).State);

        var aside = (Guid)(await clinic.Clinic.Sql("SELECT id FROM correspondence.received_mails WHERE message_id = '3@b.example' AND kind = 'automatic'"))[0]!;
        var opened = await clinic.Clinic.In((TakeMail take) => take.Open(aside, TestOrganization.Harbor.Id, CancellationToken.None));
        Assert.Equal(opened, await clinic.Clinic.In((TakeMail take) => take.Open(aside, TestOrganization.Harbor.Id, CancellationToken.None)));
        Assert.Equal(2, (await Conversations(clinic)).Count);
    }

    [Fact]
    public async Task An_answer_leaves_once_in_its_thread_in_words_where_the_patient_wants_that_and_otherwise_as_a_link_without_any()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var reminders = clinic.Clinic.Services.GetRequiredService<NoticeTests.StandingReminders>();
        await Deliver(clinic, clinic.Reader, "1@b.example", "My knee", "Do I come fasting?");
        await Read(clinic);
        var conversation = Assert.Single(await Conversations(clinic)).Id;

        // To somebody of whom nobody is certain nothing goes until the user says that it is about nobody.
        Assert.IsType<AnswerByMailResult.Refused>(await Answer(clinic, conversation, Guid.CreateVersion7(), "Our hours are 8 to 5."));
        var hours = Guid.CreateVersion7();
        Assert.Equal(new AnswerByMailResult.Requested(ByLink: false), await clinic.Clinic.In((AnswerByMail answer) => answer.Run(conversation, hours, "Our hours are 8 to 5.", saysNothingOfAPatient: true, CancellationToken.None)));

        // Said of whom it is, and that the patient wants words about health by e-mail: at the address of the record.
        await clinic.Clinic.In((WorkOnConversation work) => work.SetPatient(conversation, Nguyen.Id, CancellationToken.None));
        await clinic.Clinic.RunJobs();
        clinic.Clinic.Services.GetRequiredService<OtherModules>().Email = clinic.Reader;
        var words = Guid.CreateVersion7();
        Assert.Equal(new AnswerByMailResult.Requested(ByLink: false), await Answer(clinic, conversation, words, "Yes, fasting: your sugar is tested."));
        Assert.Equal(new AnswerByMailResult.Requested(ByLink: false), await Answer(clinic, conversation, words, "Yes, fasting: your sugar is tested."));
        await clinic.Clinic.RunJobs();
        await clinic.Clinic.DeliverAgain();

        reminders.HealthByEmail = null;
        var secret = Guid.CreateVersion7();
        Assert.Equal(new AnswerByMailResult.Requested(ByLink: true), await Answer(clinic, conversation, secret, "Your sugar is high."));
        await clinic.Clinic.RunJobs();
        await clinic.Clinic.DeliverAgain();

        // The first was of nobody when it was asked for, and of somebody before it left: it stayed here, and that is said.
        Assert.Equal(["cancelled not_wanted"], await clinic.Clinic.Sql($"SELECT state || ' ' || problem FROM correspondence.notices WHERE id = '{hours}'"));
        var sent = (await mail.WaitForMail(clinic.Reader.Split('@')[0], 2)).OrderBy(message => message.Subject, StringComparer.Ordinal).ToList();
        Assert.Equal(["A message from Two Rivers Clinic", "Re: My knee"], sent.Select(message => message.Subject));
        Assert.Equal($"notice.{words:N}@clinic.example", sent[1].MessageId);
        Assert.Contains("1@b.example", sent[1].References);
        Assert.Contains("your sugar is tested", sent[1].TextBody, StringComparison.Ordinal);
        Assert.All(sent, message => Assert.Contains("not watched for emergencies", message.TextBody, StringComparison.Ordinal));
        Assert.DoesNotContain("sugar is high", sent[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("knee", sent[0].ToString(), StringComparison.Ordinal);

        var token = sent[0].TextBody!.Split("/m/")[1].Split('\n')[0].Trim();
        Assert.Equal(["left To the patient, at the address of the record"], await clinic.Clinic.Sql("SELECT state || ' ' || authority FROM correspondence.disclosures"));
        Assert.IsType<LinkedMessage.Asks>(await clinic.Clinic.In((AnswerMessageLink link) => link.Look(token, CancellationToken.None)));
        Assert.Equal("Your sugar is high.", Assert.IsType<LinkedMessage.Shown>(await Prove(clinic, token, "0142")).Words);
        Assert.Equal([1L], await clinic.Clinic.Sql($"SELECT count(*) FROM correspondence.disclosures WHERE delivery_id = '{secret}' AND state = 'left'"));
        Assert.DoesNotContain(token, (string)(await clinic.Clinic.Sql("SELECT string_agg(arguments::text, ' ') FROM hangfire.job"))[0]!, StringComparison.Ordinal);

        // Where it is found to be about somebody else, the link is nothing.
        await clinic.Clinic.In((WorkOnConversation work) => work.SetPatient(conversation, Nunez.Id, CancellationToken.None));
        Assert.IsType<LinkedMessage.NotGood>(await Prove(clinic, token, "0142"));

        // Whom it is about is changed while an answer is under way: what left was the patient's of whom it was.
        reminders.HealthByEmail = true;
        await clinic.Clinic.In((WorkOnConversation work) => work.SetPatient(conversation, Nguyen.Id, CancellationToken.None));
        var going = Guid.CreateVersion7();
        Assert.Equal(new AnswerByMailResult.Requested(ByLink: false), await Answer(clinic, conversation, going, "Come at eight."));
        var attempt = await clinic.Clinic.In((NoticeStates states) => states.Begin(going, clinic.Reader, CancellationToken.None, Nguyen.Id));
        await clinic.Clinic.In((WorkOnConversation work) => work.SetPatient(conversation, null, CancellationToken.None));
        await clinic.Clinic.In((NoticeStates states) => states.End(going, attempt!.Value, new MailOutcome.Accepted(), CancellationToken.None));
        Assert.Equal([$"{Nguyen.Id} {clinic.Reader} sent"], await clinic.Clinic.Sql(
            $"SELECT d.patient_id || ' ' || d.address || ' ' || n.state FROM correspondence.disclosures d JOIN correspondence.notices n ON n.id = d.delivery_id WHERE n.id = '{going}'"));

        // What answers an answer is about no visit.
        await clinic.Clinic.Sql($"UPDATE correspondence.conversation_entries SET message_id = NULL WHERE id = '{words}'");
        await Deliver(clinic, "eve@b.example", "9@b.example", "Thanks", "Thank you.", $"In-Reply-To: <notice.{words:N}@clinic.example>\n");
        await Read(clinic);
        var thanks = (await Conversations(clinic)).Single(c => c.Subject == "Thanks");
        Assert.Equal(["It answers a message of a conversation about"], (await clinic.Clinic.In((KnowMail know) => know.Hints(thanks, CancellationToken.None))).Select(hint => hint.Why));
    }

    [Fact]
    public async Task An_answer_that_comes_back_opens_its_conversation_again_makes_it_due_and_is_told()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        await Deliver(clinic, "refused@patient.example", "1@b.example", "My knee", "Do I come fasting?");
        await Read(clinic);
        var conversation = Assert.Single(await Conversations(clinic)).Id;
        var entry = Guid.CreateVersion7();
        Task<AnswerByMailResult> Say(DateTimeOffset? seen) =>
            clinic.Clinic.In((AnswerByMail answer) => answer.Run(conversation, entry, "We are open.", saysNothingOfAPatient: true, CancellationToken.None, seen));

        // Who had not seen the mail has not answered it, however often they click.
        Assert.Equal(new AnswerByMailResult.Requested(ByLink: false, CameSince: true), await Say(DateTimeOffset.UnixEpoch));
        Assert.Equal(new AnswerByMailResult.Requested(ByLink: false, CameSince: true), await Say(DateTimeOffset.UnixEpoch));
        Assert.Equal(ConversationState.Open, Assert.Single(await Conversations(clinic)).State);
        await clinic.Clinic.Sql("UPDATE correspondence.conversations SET state = 'closed', outcome = 'answered', closed_at = now(), due_at = NULL, kind = 'complaint', acknowledged_at = (SELECT requested_at FROM correspondence.notices)");
        await clinic.Clinic.RunJobs();

        var open = Assert.Single(await Conversations(clinic));
        Assert.Equal((ConversationState.Open, clinic.Clinic.Clock.GetUtcNow(), null), (open.State, open.DueAt, open.AcknowledgedAt));
        Assert.Contains(await Entries(clinic), said => said.Channel == EntryChannel.Note && said.Words.Contains("did not arrive", StringComparison.Ordinal));
        Assert.Equal([DeliveryProblem.MailboxUnknown], await clinic.Clinic.Sql("SELECT problem FROM correspondence.notices WHERE state = 'failed'"));

        // An address that a mail cannot be written to breaks off nothing later.
        await clinic.Clinic.Sql("UPDATE correspondence.conversations SET address = 'ana@b.example, eve@b.example'");
        Assert.IsType<AnswerByMailResult.NoWay>(await Answer(clinic, conversation, Guid.CreateVersion7(), "We are open."));
    }

    private static Task<LinkedMessage> Prove(MailClinic clinic, string token, string digits) =>
        clinic.Clinic.In((AnswerMessageLink link) => link.Prove(token, "4/9/1961", digits, CancellationToken.None));

    private static Task<AnswerByMailResult> Answer(MailClinic clinic, Guid conversation, Guid id, string words)
    {
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        return clinic.Clinic.In((AnswerByMail answer) => answer.Run(conversation, id, words, CancellationToken.None));
    }

    private static Task Read(MailClinic clinic)
    {
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        return clinic.Clinic.In((ReadReplies read) => read.Run(new RepliesToRead(), null!, CancellationToken.None));
    }

    private static Task<List<Conversation>> Conversations(MailClinic clinic) => clinic.Clinic.In((CorrespondenceDb db) => db.Conversations.AsNoTracking().ToListAsync());

    private static Task<List<ConversationEntry>> Entries(MailClinic clinic) => clinic.Clinic.In((CorrespondenceDb db) => db.ConversationEntries.AsNoTracking().OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync());

    private Task Deliver(MailClinic clinic, string from, string id, string subject, string body, string headers = "") =>
        mail.Deliver(clinic.Office, Encoding.UTF8.GetBytes($"From: Somebody <{from}>\nTo: office@clinic.example\nSubject: {subject}\nMessage-ID: <{id}>\nMIME-Version: 1.0\n{headers}\n{body}\n"));
}
