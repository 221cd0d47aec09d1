using System.Collections.Concurrent;
using ClinicOps.Correspondence.Bounces;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Records;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Records requests, on the real Exim: checked by a person, put together of what the form covers, released once and logged with purpose and authority.</summary>
public sealed class RecordsTests(TestCluster cluster, MailServers mail)
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly RecordsCheck Signed = new(
        RecordsIdentity.CalledBack, RecordsSigner.Patient, null, "", new DateOnly(2026, 2, 11), new DateOnly(2026, 12, 31), ["part-2"], DisclosurePurpose.Authorization, "Authorization of 02/11/2026");

    [Fact]
    public void Nothing_is_released_without_identity_right_signature_scope_and_a_signer_whom_the_record_knows()
    {
        var (attorney, patient, family, agency) = (Asked(RecordsAsker.Attorney), Asked(RecordsAsker.Patient), Asked(RecordsAsker.Family), Asked(RecordsAsker.Agency));
        var mother = new ToldPerson(Guid.CreateVersion7(), "Rosa Rossi", "Parent", "", "");
        var request = Signed with { Purpose = DisclosurePurpose.AtRequest, ExpiresOn = null };
        Assert.Empty(Problems(attorney, Signed));
        Assert.Empty(Problems(patient, request));
        Assert.Empty(Problems(family, request with { Signer = RecordsSigner.ForThePatient, SignerPersonId = mother.PersonId }, told: mother));
        var subpoena = Signed with { Purpose = DisclosurePurpose.RequiredByLaw, Signer = RecordsSigner.Nobody, SignedOn = null, ExpiresOn = null, Authority = "Subpoena 17" };
        Assert.Empty(Problems(agency, subpoena with { ClassesNamed = [] }, hasSignature: false));

        // What the law protects more strictly goes with the patient's consent alone, whatever the right.
        Assert.Contains("own consent", Assert.Single(Problems(agency, subpoena, hasSignature: false)), StringComparison.Ordinal);
        Assert.Contains("own consent", Assert.Single(Problems(Asked(RecordsAsker.Clinic), Signed with { Purpose = DisclosurePurpose.Treatment }, hasSignature: false)), StringComparison.Ordinal);
        Assert.Empty(Problems(Asked(RecordsAsker.Clinic), Signed with { Purpose = DisclosurePurpose.Treatment }));

        Assert.Contains("how you made sure", Assert.Single(Problems(attorney, Signed with { Identity = "" })), StringComparison.Ordinal);
        Assert.Contains("by which right", Assert.Single(Problems(attorney, Signed with { Purpose = DisclosurePurpose.Treatment })), StringComparison.Ordinal);
        Assert.Contains("Without a signature", Assert.Single(Problems(attorney, Signed, hasSignature: false)), StringComparison.Ordinal);
        Assert.Contains("has expired", Assert.Single(Problems(attorney, Signed with { ExpiresOn = Today.AddDays(-1) })), StringComparison.Ordinal);
        Assert.Contains("until when it holds", Assert.Single(Problems(attorney, Signed with { ExpiresOn = null })), StringComparison.Ordinal);
        Assert.Contains("has not come yet", Assert.Single(Problems(attorney, Signed with { SignedOn = Today.AddDays(1) })), StringComparison.Ordinal);
        Assert.Contains("which law", Assert.Single(Problems(agency, Signed with { Purpose = DisclosurePurpose.RequiredByLaw, Authority = "" })), StringComparison.Ordinal);
        Assert.Contains("Compare days and kinds", Assert.Single(Problems(attorney, Signed, scopeIsRead: false)), StringComparison.Ordinal);

        // Asked once more at the release.
        Assert.Null(RecordsRules.EndedSince(Signed, [], Today));
        Assert.Contains("has expired", RecordsRules.EndedSince(Signed, [], new DateOnly(2027, 1, 1)), StringComparison.Ordinal);
        Assert.Contains("no longer among", RecordsRules.EndedSince(Signed with { Signer = RecordsSigner.ForThePatient, SignerPersonId = mother.PersonId }, [], Today), StringComparison.Ordinal);

        // Who signs for the patient is on the record as one who may be told; the patient's own request is signed by the patient.
        Assert.Contains("not among those who may be told", Assert.Single(Problems(attorney, Signed with { Signer = RecordsSigner.ForThePatient, SignerPersonId = mother.PersonId })), StringComparison.Ordinal);
        Assert.Contains("The patient asks", Assert.Single(Problems(patient, request with { Signer = RecordsSigner.ForThePatient, SignerPersonId = mother.PersonId }, told: mother)), StringComparison.Ordinal);
        Assert.Contains("patient's authorization", Assert.Single(Problems(family, request)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packet_holds_what_the_form_names_leaves_once_and_is_logged_with_purpose_and_authority()
    {
        var toldOf = new Ears();
        await using var of = await MailClinic.Open(cluster, mail, [toldOf]);
        var clinic = of.Clinic;
        var others = clinic.Services.GetRequiredService<OtherModules>();
        var (open, named, closed) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        (others.Chart[open], others.Chart[named], others.Chart[closed]) = ("standard", "part-2", "behavioural");
        others.Packet = Assert.IsType<RenderedLetter.Drawn>(await clinic.Services.GetRequiredService<ILetterRenderer>().Render(new LetterContent("Chart", "en", [new LetterBlock.Paragraph("Palpitations since May")]), CancellationToken.None)).Pdf;
        var id = await Received(clinic, RecordsAsker.Attorney);
        await Check(clinic, id, Signed);

        // What the form does not name by itself stays here, whoever chooses it.
        var papers = await clinic.In(async (ChooseRecords choose) => await choose.Of(await Find(clinic, id), CancellationToken.None));
        Assert.Equal(new[] { open, named }.Order(), papers.Where(paper => paper.IsChosen).Select(paper => paper.Paper.Id).Order());
        Assert.Contains("behavioural", Assert.IsType<RecordsWork.Refused>(await Pack(clinic, id, open, closed)).Why, StringComparison.Ordinal);
        Assert.IsType<RecordsWork.Refused>(await Pack(clinic, id));
        Assert.IsType<RecordsWork.Done>(await Pack(clinic, id, open, named));

        // The pages are those that lie in it: the list, and the one that the chart gave for both.
        Assert.Equal(("part-2", 2), ((await Find(clinic, id)).AccessClass, (await Find(clinic, id)).PacketPages));

        // A document that was given another class after that keeps the packet here.
        others.Chart[open] = "behavioural";
        Assert.IsType<RecordsWork.Refused>(await Send(clinic, id, Guid.CreateVersion7(), of.Reader));
        others.Chart[open] = "standard";

        // Taken back while it waits, it does not leave; made anew, it leaves once.
        var first = Guid.CreateVersion7();
        Assert.IsType<RecordsWork.Done>(await Send(clinic, id, first, of.Reader));
        Assert.Equal(RecordsState.Released, (await Find(clinic, id)).State);
        await clinic.In((DecideDelivery decide) => decide.Cancel(first, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(RecordsState.Packed, (await Find(clinic, id)).State);
        Assert.IsType<RecordsWork.Done>(await TakeBack(clinic, id));
        Assert.Equal(RecordsState.Checked, (await Find(clinic, id)).State);
        Assert.IsType<RecordsWork.Done>(await Pack(clinic, id, open, named));
        var delivery = Guid.CreateVersion7();
        Assert.IsType<RecordsWork.Done>(await Send(clinic, id, delivery, of.Reader));
        Assert.IsType<RecordsWork.Done>(await Send(clinic, id, delivery, of.Reader));
        Assert.IsType<RecordsWork.Refused>(await Send(clinic, id, delivery, "somebody@else.example"));
        Assert.IsType<RecordsWork.Refused>(await Send(clinic, id, Guid.CreateVersion7(), "somebody@else.example"));
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        var message = Assert.Single(await mail.WaitForMail(of.Reader.Split('@')[0]));
        using var bytes = new MemoryStream();
        await Assert.IsType<MimePart>(Assert.Single(message.Attachments)).Content!.DecodeToAsync(bytes, TestContext.Current.CancellationToken);
        var words = await PdfTools.Words(bytes.ToArray());
        Assert.Contains("Pine and Lowell", words, StringComparison.Ordinal);
        Assert.Contains("Palpitations since May", words, StringComparison.Ordinal);

        var logged = await clinic.In((CorrespondenceDb db) => db.Disclosures.AsNoTracking().SingleAsync());
        Assert.Equal((delivery, DisclosureKind.Other, DisclosurePurpose.Authorization, "Authorization of 02/11/2026", "Pine and Lowell"), (logged.Id, logged.Kind, logged.Purpose, logged.Authority, logged.Recipient));
        Assert.Equal(new[] { open, named }.Order(), logged.DocumentIds.Order());

        // What comes back is to be released again, and stays in the log.
        Assert.Equal(RecordsState.Released, (await Find(clinic, id)).State);
        var report = await clinic.Services.GetRequiredService<IBlobStore>().Put("a report"u8.ToArray());
        await clinic.In((RecordReturnedMail record) => record.Run("here", "INBOX", 1, 1, report, new MailReport(ReturnedKind.Failed, delivery, DeliveryProblem.Bounced, "5.0.0"), CancellationToken.None));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal(RecordsState.Packed, (await Find(clinic, id)).State);
        Assert.Equal((delivery, DeliveryProblem.Bounced), Assert.Single(toldOf.Failed) is var failed ? (failed.DeliveryId, failed.Reason) : default);
        Assert.Equal([DisclosureState.CameBack], await clinic.In((CorrespondenceDb db) => db.DisclosuresOf(Nguyen.Id).Select(row => row.State).ToListAsync()));
        Assert.Empty(await clinic.Problems());

        // Released once more, it waits until the authorization has expired: then it stays here.
        var waiting = Guid.CreateVersion7();
        Assert.IsType<RecordsWork.Done>(await Send(clinic, id, waiting, of.Reader));
        clinic.Clock.Advance(TimeSpan.FromDays(365));
        await clinic.RunJobs();
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.AuthorityEnded, 0), await clinic.Delivery(waiting) is var ended ? (ended.State, ended.Problem!, ended.Attempts) : default);
        Assert.Equal(RecordsState.Packed, (await Find(clinic, id)).State);

        // It is late by then, and told so once.
        await Late(clinic);
        await Late(clinic);
        Assert.Equal((id, Today.AddDays(30)), Assert.Single(toldOf.Late) is var late ? (late.RequestId, late.DueOn) : default);
    }

    [Fact]
    public async Task A_packet_handed_over_is_logged_at_once_and_taken_back_out_of_the_log_and_a_refusal_prepares_its_letter()
    {
        await using var of = await MailClinic.Open(cluster, mail);
        var clinic = of.Clinic;
        var others = clinic.Services.GetRequiredService<OtherModules>();
        var document = Guid.CreateVersion7();
        others.Chart[document] = "standard";
        others.Packet = Assert.IsType<RenderedLetter.Drawn>(await clinic.Services.GetRequiredService<ILetterRenderer>().Render(new LetterContent("Chart", "en", [new LetterBlock.Paragraph("A note")]), CancellationToken.None)).Pdf;
        var id = await Received(clinic, RecordsAsker.Agency);
        await Check(clinic, id, Signed with { Purpose = DisclosurePurpose.RequiredByLaw, Authority = "Subpoena 17" });
        Assert.IsType<RecordsWork.Done>(await Pack(clinic, id, document));
        var given = Guid.CreateVersion7();
        var version = (await Find(clinic, id)).Version;
        Assert.IsType<RecordsWork.Done>(await clinic.In((WorkOnRecords work) => work.HandOver(id, version, given, DisclosureWay.InPerson, CancellationToken.None)));
        Assert.IsType<RecordsWork.ChangedMeanwhile>(await clinic.In((WorkOnRecords work) => work.HandOver(id, version, Guid.CreateVersion7(), DisclosureWay.InPerson, CancellationToken.None)));
        Assert.Equal([given], await Accounted(clinic));
        Assert.False(await clinic.In((LogDisclosure log) => log.TakeBack(Nguyen.Id, given, CancellationToken.None)));
        Assert.True(await clinic.In((LogDisclosure log) => log.IsPacket(given, CancellationToken.None)));
        Assert.IsType<RecordsWork.Done>(await TakeBack(clinic, id));
        Assert.Equal((RecordsState.Packed, 0), ((await Find(clinic, id)).State, (await Accounted(clinic)).Count));

        // Refused, with the reason in a letter to who asked: a draft like every other.
        var other = await Received(clinic, RecordsAsker.Attorney);
        Assert.IsType<RecordsWork.Done>(await clinic.In(async (WorkOnRecords work) => await work.Refuse(other, (await Find(clinic, other)).Version, "The form is not signed. {{no.field}}", CancellationToken.None)));
        var refused = await Find(clinic, other);
        var letter = await clinic.Find(refused.RefusalLetterId!.Value);
        Assert.Equal((RecordsState.Refused, LetterState.Draft, LetterTemplates.RecordsAnswer), (refused.State, letter.State, letter.TemplateCode));
        Assert.Contains(letter.Blocks, block => block is LetterBlock.Paragraph { Text: "The form is not signed. ((no.field))" });
        Assert.Contains(letter.Blocks, block => block is LetterBlock.AddressBlock address && address.Lines[0] == "Pine and Lowell");
        Assert.IsType<RecordsWork.Done>(await TakeBack(clinic, other));
        Assert.Equal((RecordsState.Received, (Guid?)null, LetterState.Withdrawn), ((await Find(clinic, other)).State, (await Find(clinic, other)).RefusalLetterId, (await clinic.Find(letter.Id)).State));

        // Long after the check, the authorization does not hold any more.
        clinic.Clock.Advance(TimeSpan.FromDays(365));
        Assert.Contains("has expired", Assert.IsType<RecordsWork.Refused>(await Send(clinic, id, Guid.CreateVersion7(), of.Reader)).Why, StringComparison.Ordinal);
    }

    private static async Task Late(TestClinic clinic)
    {
        await clinic.In((TellLateRecords tell) => tell.Run(new LateRecordsToTell(), null!, CancellationToken.None));
        await clinic.RunJobs();
    }

    private static IReadOnlyList<string> Problems(RecordsRequest request, RecordsCheck check, bool hasSignature = true, bool scopeIsRead = true, params ToldPerson[] told) =>
        [.. RecordsRules.Problems(request, check, hasSignature, scopeIsRead, told, Today)];

    private static RecordsRequest Asked(string kind) => new()
    {
        Id = Guid.CreateVersion7(),
        PatientId = Nguyen.Id,
        LocationId = TestOrganization.Harbor.Id,
        CareThreadId = Guid.CreateVersion7(),
        AskerKind = kind,
        AskerName = "Pine and Lowell",
        AskerAddress = "1 Court Square\nPortland, ME 04101",
        Words = "All records",
        ReceivedOn = Today,
        DueOn = Today.AddDays(30),
        EnteredAt = new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero),
    };

    private static async Task<Guid> Received(TestClinic clinic, string kind)
    {
        var request = Asked(kind);
        await clinic.In((WorkOnRecords work) => work.Receive(request, CancellationToken.None));
        return request.Id;
    }

    private static async Task Check(TestClinic clinic, Guid id, RecordsCheck check) =>
        Assert.IsType<RecordsWork.Done>(await clinic.In(async (WorkOnRecords work) => await work.Check(id, (await Find(clinic, id)).Version, check, null, null, [], CancellationToken.None)));

    private static Task<RecordsWork> Pack(TestClinic clinic, Guid id, params Guid[] documents) =>
        clinic.In(async (ReleaseRecords release) => await release.Pack(id, (await Find(clinic, id)).Version, documents, CancellationToken.None));

    private static Task<RecordsWork> Send(TestClinic clinic, Guid id, Guid delivery, string to) =>
        clinic.In(async (ReleaseRecords release) => await release.Send(id, (await Find(clinic, id)).Version, delivery, PaperWays.Email, to, "Pine and Lowell", CancellationToken.None));

    private static Task<RecordsWork> TakeBack(TestClinic clinic, Guid id) =>
        clinic.In(async (WorkOnRecords work) => await work.TakeBack(id, (await Find(clinic, id)).Version, CancellationToken.None));

    private static Task<RecordsRequest> Find(TestClinic clinic, Guid id) => clinic.In((CorrespondenceDb db) => db.RecordsRequests.AsNoTracking().SingleAsync(request => request.Id == id));

    private static async Task<IReadOnlyList<Guid>> Accounted(TestClinic clinic) =>
        [.. (await clinic.In((AccountDisclosures account) => account.Of(Nguyen.Id, Today, Today, TestOrganization.Harbor, false, CancellationToken.None))).Select(row => row.Id)];

    /// <summary>Hears of what is to be somebody's task.</summary>
    private sealed class Ears : IModule
    {
        public ConcurrentDictionary<DeliveryFailed, bool> Failures { get; } = [];

        public ConcurrentQueue<RecordsRequestLate> Late { get; } = [];

        public IEnumerable<DeliveryFailed> Failed => Failures.Keys;

        public string Name => "ears";

        public void Register(ModuleBuilder module)
        {
            module.Services.AddSingleton(this);
            module.On<DeliveryFailed, Ear>("ears.letter-failed", "Hear of a letter");
            module.On<RecordsRequestLate, Ear>("ears.records-late", "Hear of a late request");
        }
    }

    private sealed class Ear(Ears ears) : IJobHandler<DeliveryFailed>, IJobHandler<RecordsRequestLate>
    {
        public Task Run(DeliveryFailed arguments, JobMessage message, CancellationToken stopping)
        {
            ears.Failures[arguments] = true;
            return Task.CompletedTask;
        }

        public Task Run(RecordsRequestLate arguments, JobMessage message, CancellationToken stopping)
        {
            ears.Late.Enqueue(arguments);
            return Task.CompletedTask;
        }
    }
}
