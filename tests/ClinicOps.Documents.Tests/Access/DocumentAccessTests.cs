using System.Security.Claims;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Receiving;
using ClinicOps.Documents.Repeats;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Documents.Tests.Access;

/// <summary>Access classes of patients and documents, seen by users who are cleared and users who are not.</summary>
public sealed class DocumentAccessTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly string[] Nothing = [];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await PipelineClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task What_is_filed_to_a_closed_patient_is_out_of_sight_everywhere_until_a_cleared_person_files_it_elsewhere()
    {
        var elena = register.Elena().PatientId;
        await Classify(elena, "restricted");
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        Assert.Equal(elena, document.PatientId);

        Assert.Equal((0, 0, 0), await Counts(Nothing));
        Assert.Equal((1, 1, 1), await Counts(["restricted"]));
        Assert.Equal((1, 1, 1), await Counts(Nothing, elena));
        Assert.Equal((0, 0, 0), await Counts(["part2"]));
        Assert.Empty(await As(Nothing, (IPatientDocuments documents) => documents.OfPatient(elena)));
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, [], (PageImageModel page) => page.OnGet(document.Pages[0].Id, CancellationToken.None)));
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, [], (OriginalModel page) => page.OnGet(document.TransmissionId, CancellationToken.None)));
        Assert.IsType<DocumentAct.DocumentUnknown>(await As(Nothing, (SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None)));

        Assert.IsType<DocumentAct.Done>(await As(["restricted"], (SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None)));

        // In review again, it still speaks of her. That something waits is said to who oversees the clinic, and to nobody else who does not see it.
        Assert.Equal((0, 0, 0), await Counts(Nothing));
        Assert.Equal((1, 1, 1), await Counts(["restricted"]));
        Assert.Equal(1, await As(Nothing, (ReviewQueue queue) => queue.CountForOthers(CancellationToken.None)));
        Assert.Equal(0, await As(["restricted"], (ReviewQueue queue) => queue.CountForOthers(CancellationToken.None)));
        Assert.Equal(1, await ForOthers(oversees: true));
        Assert.Equal(0, await ForOthers(oversees: false));

        var back = await clinic.OnlyDocument();
        var marco = register.Marco().PatientId;
        Assert.IsType<DocumentAct.NotCleared>(await As(Nothing, (FileDocument file) => file.Run(back.Id, back.Version, marco, null, CancellationToken.None), [elena]));
        Assert.IsType<DocumentAct.Done>(await As(["restricted"], (FileDocument file) => file.Run(back.Id, back.Version, marco, null, CancellationToken.None)));
        Assert.Equal((1, 1, 1), await Counts(Nothing));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task What_the_register_and_the_list_of_closed_records_say_differently_is_found_by_verify()
    {
        var elena = register.Elena().PatientId;
        await Classify(elena, "restricted");
        Assert.Empty(await Verified());

        register.Classes[elena] = "part2";
        Assert.Single(await Verified());
        register.Classes.Remove(elena);
        Assert.Single(await Verified());
    }

    [Fact]
    public async Task A_changed_class_reaches_what_is_filed_already_told_twice_and_taken_back()
    {
        var elena = register.Elena().PatientId;
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        Assert.Equal((1, 1, 1), await Counts(Nothing));

        await Classify(elena, "employee");
        await clinic.DeliverAgain();
        Assert.Equal((0, 0, 0), await Counts(Nothing));

        await Classify(elena, "standard");
        Assert.Equal((1, 1, 1), await Counts(Nothing));
        Assert.Empty(await clinic.Sql("SELECT subject_id FROM documents.subject_classes"));
    }

    [Fact]
    public async Task Of_a_fax_about_two_the_part_in_sight_is_shown_and_neither_its_cover_its_name_nor_its_bytes()
    {
        var elena = register.Elena().PatientId;
        var marco = register.Marco().PatientId;
        await Classify(elena, "restricted");
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Cover, PipelineClinic.Lab, PipelineClinic.Imaging), "for-elena-rossi.tif");
        await clinic.RunJobs();
        Assert.Equal([elena, marco], (await clinic.Documents()).Select(document => document.PatientId));

        // The document in sight, its page, and where it came from; not the cover.
        Assert.Equal((1, 1, 1), await Counts(Nothing));
        Assert.Equal((2, 1, 3), await Counts(["restricted"]));
        var transmission = (await clinic.Documents())[0].TransmissionId;
        var row = Assert.Single(await Inbox(Nothing));
        Assert.Equal((InboxRow.PartClosed, 1), (row.FileName, row.Documents.Count));
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, [], (OriginalModel page) => page.OnGet(transmission, CancellationToken.None)));
        var paper = await As(Nothing, (ReadPaper papers) => papers.Of(row.Documents[0].Id, CancellationToken.None));
        Assert.Equal((InboxRow.PartClosed, 1), (paper!.From, paper.Pages.Pages.Count));
    }

    [Fact]
    public async Task A_documents_own_class_holds_beside_its_patients_and_is_told()
    {
        register.Elena();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();

        Assert.IsType<DocumentAct.Done>(await As(["part2"], (ClassifyAccess classify) => classify.Run(document.Id, document.Version, "part2", "programme letter", CancellationToken.None)));

        Assert.Equal((0, 0, 0), await Counts(Nothing));
        Assert.Equal((1, 1, 1), await Counts(["part2"]));
        Assert.Equal("part2", await clinic.In((IDocumentClasses classes) => classes.Of(document.Id)));
        Assert.Equal(["programme letter"], await clinic.Sql("SELECT reason FROM audit.entries WHERE action = 'document.classified'"));

        // Who sees it by break-glass does not open it to everybody.
        var now = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.NotCleared>(
            await As(Nothing, (ClassifyAccess classify) => classify.Run(now.Id, now.Version, "standard", "wants it open", CancellationToken.None), [now.PatientId!.Value]));

        // Both must be cleared.
        await Classify(document.PatientId!.Value, "restricted");
        Assert.Equal((0, 0, 0), await Counts(["part2"]));
        Assert.Equal((0, 0, 0), await Counts(["restricted"]));
        Assert.Equal((1, 1, 1), await Counts(["part2", "restricted"]));
    }

    [Fact]
    public async Task The_same_bytes_are_a_repeat_whoever_may_see_the_first()
    {
        var elena = register.Elena().PatientId;
        await Classify(elena, "restricted");
        var file = PipelineClinic.Fax(PipelineClinic.Lab);
        var first = await clinic.Receive(file);
        await clinic.RunJobs();

        var again = await As(Nothing, (ReceiveFile receive) => receive.Run(PipelineClinic.Incoming(file), CancellationToken.None));

        Assert.Equal(first, Assert.IsType<FileReceipt.Repeat>(again).RepeatOf);
        Assert.Empty(await clinic.Problems());

        // It waits for a person who may see what it repeats.
        await clinic.RunJobs();
        Assert.Empty(await Inbox(Nothing));
        Assert.Equal(1, await As(Nothing, (ReviewQueue queue) => queue.CountForOthers(CancellationToken.None)));
        var whole = Assert.Single(await Inbox(["restricted"]), row => row.RepeatOf == first);
        Assert.StartsWith("It is the same file as the", Assert.Single(whole.Documents).ReviewWords, StringComparison.Ordinal);
        Assert.Equal((2, 2, 2), await Counts(Nothing, elena));

        // Who sees it by break-glass does not open it to everybody.
        var copy = (await clinic.Documents())[1];
        Assert.IsType<DocumentAct.NotCleared>(await As(Nothing, (DecideRepeat decide) => decide.GoOn(copy.Id, copy.Version, CancellationToken.None), [elena]));
        Assert.IsType<DocumentAct.Done>(await As(["restricted"], (DecideRepeat decide) => decide.GoOn(copy.Id, copy.Version, CancellationToken.None)));
        Assert.Equal((1, 1, 1), await Counts(Nothing));
    }

    [Fact]
    public async Task A_copy_is_as_closed_as_the_first_before_it_is_matched_and_a_copy_of_a_copy_too()
    {
        var elena = register.Elena().PatientId;
        await Classify(elena, "restricted");
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        string[] faxedAgain = [.. PipelineClinic.Lab, "."];
        await clinic.Receive(PipelineClinic.Fax(faxedAgain));
        await clinic.RunJobs();
        await clinic.Receive(PipelineClinic.Fax(faxedAgain));
        await clinic.RunJobs();

        var first = (await clinic.Documents())[0];
        Assert.Equal([first.Id, first.Id], (await clinic.Documents()).Skip(1).Select(copy => copy.RepeatOfDocument));
        Assert.Equal((0, 0, 0), await Counts(Nothing));
        await clinic.Sql("UPDATE documents.documents SET state = 'sorted', repeat_of_document = NULL, review_since = NULL WHERE repeat_of_document IS NOT NULL");
        Assert.Equal((0, 0, 0), await Counts(Nothing));
    }

    [Fact]
    public async Task A_class_given_to_a_document_closes_its_repeats_too()
    {
        register.Elena();
        var file = PipelineClinic.Fax(PipelineClinic.Lab);
        await clinic.Receive(file);
        await clinic.Receive(file);
        await clinic.RunJobs();
        var first = (await clinic.Documents())[0];
        Assert.Equal((2, 2, 2), await Counts(Nothing));

        Assert.IsType<DocumentAct.Done>(await As(["part2"], (ClassifyAccess classify) => classify.Run(first.Id, first.Version, "part2", "programme letter", CancellationToken.None)));

        Assert.Equal((0, 0, 0), await Counts(Nothing));
        Assert.Equal((2, 2, 2), await Counts(["part2"]));
    }

    [Fact]
    public async Task An_e_mail_is_out_of_sight_when_anything_that_came_in_it_is()
    {
        var elena = register.Elena().PatientId;
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        var mail = await Mail();
        await clinic.Sql($"UPDATE documents.transmissions SET mail_message_id = '{mail}'");
        Assert.Equal(1, await As(Nothing, (DocumentsDb db) => db.MailMessages.CountAsync()));

        await Classify(elena, "restricted");

        Assert.Equal(0, await As(Nothing, (DocumentsDb db) => db.MailMessages.CountAsync()));
        Assert.Equal(1, await As(["restricted"], (DocumentsDb db) => db.MailMessages.CountAsync()));
        Assert.Equal(1, await As(Nothing, (DocumentsDb db) => db.MailMessages.CountAsync(), [elena]));
        Assert.IsType<NotFoundResult>(await clinic.As(Ana, [], (MailOriginalModel page) => page.OnGet(mail, CancellationToken.None)));
        await clinic.Sql("UPDATE documents.mail_messages SET access_class = 'part2'");
        Assert.Equal(0, await As(["restricted"], (DocumentsDb db) => db.MailMessages.CountAsync()));
    }

    /// <summary>A kept message of a mailbox that nobody reads.</summary>
    private async Task<Guid> Mail()
    {
        var (account, mail, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), clinic.Clock.GetUtcNow());
        await clinic.In(async (DocumentsDb db) =>
        {
            db.MailAccounts.Add(new MailAccount
            {
                Id = account,
                Host = "mail.example",
                Port = 993,
                Security = MailSecurity.Tls,
                UserName = "intake",
                SealedPassword = "",
                Folder = "INBOX",
                ProcessedFolder = "Processed",
                RejectedFolder = "Rejected",
                LocationId = TestOrganization.Harbor.Id,
                Channel = TransmissionChannel.Email,
                Enabled = false,
                ChangedAt = now,
            });
            db.MailMessages.Add(new MailMessage
            {
                Id = mail,
                AccountId = account,
                Folder = "INBOX",
                UidValidity = 1,
                Uid = 1,
                BlobHash = "00",
                ByteCount = 1,
                LocationId = TestOrganization.Harbor.Id,
                Channel = TransmissionChannel.Email,
                ReceivedAt = now,
                ProgressAt = now,
                State = MailState.Kept,
                Problem = MailProblem.SomeLeftOut,
            });
            await db.SaveChangesAsync();
        });
        return mail;
    }

    [Fact]
    public async Task Between_somebody_seen_and_somebody_closed_who_is_as_likely_only_a_cleared_person_decides()
    {
        var (elena, twin) = (register.Elena().PatientId, register.Elena().PatientId);
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        register.Closed.Add(twin);
        var document = await clinic.OnlyDocument();
        Assert.Equal(2, FileDocument.Suggestions(document).Count);

        var (closed, version) = await clinic.As(Ana, [], async (ReviewModel page) =>
        {
            await page.OnGet(document.Id, CancellationToken.None);
            return (page.ClosedCandidates, page.Form.Version);
        });
        Assert.Equal(1, closed);
        Assert.IsType<DocumentAct.MayBeSomebodyClosed>(await As(Nothing, (FileDocument file) => file.Run(document.Id, version, elena, null, CancellationToken.None)));

        register.Closed.Clear();
        Assert.IsType<DocumentAct.NotNow>(await As(Nothing, (HandOver over) => over.Run(document.Id, version, CancellationToken.None)));
        register.Closed.Add(twin);
        Assert.IsType<DocumentAct.Done>(await As(Nothing, (HandOver over) => over.Run(document.Id, version, CancellationToken.None)));
        Assert.Equal(0, await As(Nothing, (ReviewQueue queue) => queue.Waiting.CountAsync()));
        Assert.Equal(1, await ForOthers(oversees: false));
        Assert.Equal(0, await As(Nothing, (ReviewQueue queue) => queue.CountHandedOver(CancellationToken.None), user: Guid.CreateVersion7()));
        register.Closed.Clear();
        Assert.Equal(1, await As(Nothing, (ReviewQueue queue) => queue.Waiting.CountAsync(), user: Guid.CreateVersion7()));
        var now = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await As(Nothing, (FileDocument file) => file.Run(now.Id, now.Version, elena, null, CancellationToken.None), user: Guid.CreateVersion7()));
    }

    /// <summary>How many the queue's page says wait for colleagues.</summary>
    private async Task<int> ForOthers(bool oversees)
    {
        await using var scope = Scope(Nothing);
        var page = ActivatorUtilities.CreateInstance<QueueModel>(scope.ServiceProvider, new Rights(oversees));
        page.PageContext.HttpContext = new DefaultHttpContext();
        await page.OnGet(CancellationToken.None);
        return page.ForOthers;
    }

    private sealed class Rights(bool oversees) : IAuthorizationService
    {
        public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, IEnumerable<IAuthorizationRequirement> requirements) => throw new NotSupportedException();

        public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, string policyName) =>
            Task.FromResult(policyName != DocumentsRights.Oversee || oversees ? AuthorizationResult.Success() : AuthorizationResult.Failed());
    }

    private Task<IReadOnlyList<string>> Verified() => clinic.In((DocumentsDb db) => new VerifySubjects<DocumentsDb>(db, register).Problems(CancellationToken.None));

    /// <summary>As the page reads it.</summary>
    private async Task<IReadOnlyList<InboxRow>> Inbox(string[] cleared)
    {
        await using var scope = Scope(cleared);
        var all = scope.ServiceProvider.GetRequiredService<VisibleToActor>().Transmissions;
        return await scope.ServiceProvider.GetRequiredService<InboxRows>().Read(all, severalLocations: false, CancellationToken.None);
    }

    private async Task Classify(Guid patient, string accessClass)
    {
        register.Classes[patient] = accessClass;
        await clinic.Tell(new PatientClassChanged(patient));
        await clinic.RunJobs();
    }

    /// <summary>Documents, transmissions and pages in sight of a user.</summary>
    private Task<(int Documents, int Transmissions, int Pages)> Counts(string[] cleared, params Guid[] opened) => As(
        cleared,
        async (DocumentsDb db) => (await db.Documents.CountAsync(), await db.Transmissions.CountAsync(), await db.Pages.CountAsync()),
        opened);

    private async Task<TResult> As<T, TResult>(string[] cleared, Func<T, Task<TResult>> act, Guid[]? opened = null, Guid? user = null)
        where T : notnull
    {
        await using var scope = Scope(cleared, opened, user);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    private AsyncServiceScope Scope(string[] cleared, Guid[]? opened = null, Guid? user = null)
    {
        var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(user ?? Ana, []);
        actor.See(cleared, opened ?? []);
        return scope;
    }
}
