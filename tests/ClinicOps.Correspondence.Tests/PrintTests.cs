using ClinicOps.Correspondence.Batches;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

public sealed class PrintTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_printed_letter_is_posted_and_filed_once_when_its_time_to_be_undone_is_over()
    {
        var letter = await clinic.Approved(ToSchedule, "pages"u8.ToArray());
        var delivery = await clinic.Queue(letter.Id);
        var batch = Guid.CreateVersion7();
        Assert.Equal(1, await Mark(batch, delivery));

        await clinic.In((PostBatch post) => post.Run(new BatchToPost(batch), null!, CancellationToken.None));
        Assert.Equal(DeliveryState.Printed, (await clinic.Delivery(delivery)).State);

        clinic.Clock.Advance(PrintLetters.UndoWindow);
        await clinic.RunJobs(includeDelayed: true);
        await clinic.DeliverAgain();

        var posted = await clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Sent, clinic.Clock.GetUtcNow()), (posted.State, posted.LeftAt));
        var filed = Assert.Single(clinic.Services.GetRequiredService<OtherModules>().Filed);
        Assert.Equal((posted.ApprovalId, Nguyen.Id, letter.CareThreadId), (filed.Key, filed.Value.Letter.PatientId, filed.Value.Letter.CareThreadId));
        Assert.Equal("pages"u8.ToArray(), filed.Value.Pdf);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'letter.sent'"));
    }

    [Fact]
    public async Task Letters_out_of_sight_are_in_no_queue_and_are_neither_sent_nor_marked()
    {
        var letter = await clinic.Approved(ToSchedule, "pages"u8.ToArray());
        var delivery = await clinic.Queue(letter.Id);
        await clinic.Sql($"INSERT INTO correspondence.subject_classes VALUES ('{Nguyen.Id}', 'restricted')");
        await using var scope = clinic.Services.CreateAsyncScope();
        var (services, actor) = (scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<CurrentActor>());
        actor.ActAsUser(Guid.CreateVersion7(), []);

        var db = services.GetRequiredService<CorrespondenceDb>();
        Assert.Equal((0, 0, 0), (await db.Letters.CountAsync(), await db.Approvals.CountAsync(), await db.Deliveries.CountAsync()));
        Assert.Empty(await services.GetRequiredService<PrintLetters>().MarkPrinted(Guid.CreateVersion7(), [delivery], CancellationToken.None));
        Assert.IsType<DeliveryRequest.LetterUnknown>(await services.GetRequiredService<RequestDelivery>().Print(letter.Id, CancellationToken.None));

        // Whoever holds the letter judges over all of it all the same.
        Assert.Equal((1, 1), (await db.ApprovalsOf(letter.Id).CountAsync(), await db.DeliveriesOf(letter.Id).CountAsync()));
        actor.See(["restricted"], []);
        Assert.Single(await services.GetRequiredService<PrintLetters>().MarkPrinted(Guid.CreateVersion7(), [delivery], CancellationToken.None));
    }

    [Fact]
    public async Task A_letter_has_the_class_that_its_pages_in_the_chart_were_given_whatever_its_task_has_later()
    {
        var others = clinic.Services.GetRequiredService<OtherModules>();
        var (letter, second) = (await clinic.Approved(ToSchedule, "pages"u8.ToArray()), await clinic.Approved(OfUnsigned, "others"u8.ToArray()));
        await Mark(Guid.CreateVersion7(), await clinic.Queue(letter.Id));
        clinic.Clock.Advance(PrintLetters.UndoWindow);
        await clinic.RunJobs(includeDelayed: true);
        var (document, filed) = Assert.Single(others.Filed);
        others.Filed[document] = (filed.Letter with { AccessClass = "part2" }, filed.Pdf);

        await Tell(new DocumentClassChanged(document, ByHand: true));
        Assert.Equal("part2", (await clinic.Find(letter.Id)).AccessClass);

        others.ClassOfTasks = "restricted";
        await Tell(new TaskClassChanged(ToSchedule.Id));
        await Tell(new TaskClassChanged(OfUnsigned.Id));
        Assert.Equal(("part2", "restricted"), ((await clinic.Find(letter.Id)).AccessClass, (await clinic.Find(second.Id)).AccessClass));
        Assert.Equal("part2", others.Filed[document].Letter.AccessClass);

        // A paper that was enclosed is closed afterwards: so is the copy, whatever the task has.
        var (enclosed, third) = (Guid.CreateVersion7(), await clinic.Approved(AtMesa, "third"u8.ToArray()));
        others.Chart[enclosed] = "standard";
        await clinic.Sql($"UPDATE correspondence.letters SET document_ids = ARRAY['{enclosed}'::uuid] WHERE id = '{third.Id}'");
        var delivery = await clinic.Queue(third.Id);
        await Mark(Guid.CreateVersion7(), delivery);
        clinic.Clock.Advance(PrintLetters.UndoWindow);
        await clinic.RunJobs(includeDelayed: true);
        var copy = (await clinic.Delivery(delivery)).ApprovalId;
        Assert.Equal("standard", others.Filed[copy].Letter.AccessClass);
        (others.Chart[enclosed], others.ClassOfTasks) = ("behavioural", "standard");
        await Tell(new DocumentClassChanged(enclosed, ByHand: true));
        Assert.Equal("behavioural", others.Filed[copy].Letter.AccessClass);
        await Tell(new TaskClassChanged(AtMesa.Id));
        Assert.Equal("behavioural", others.Filed[copy].Letter.AccessClass);
    }

    private async Task Tell(IEvent happened)
    {
        await clinic.Tell<CorrespondenceDb>(happened);
        await clinic.RunJobs();
    }

    [Fact]
    public async Task An_undone_print_is_in_the_queue_again_and_files_nothing()
    {
        var delivery = await clinic.Queue((await clinic.Approved(ToSchedule, "pages"u8.ToArray())).Id);
        var batch = Guid.CreateVersion7();
        await Mark(batch, delivery);

        Assert.Equal(1, await clinic.In((PrintLetters print) => print.Undo(batch, CancellationToken.None)));
        clinic.Clock.Advance(PrintLetters.UndoWindow);
        await clinic.RunJobs(includeDelayed: true);

        Assert.Equal(DeliveryState.Pending, (await clinic.Delivery(delivery)).State);
        Assert.Empty(clinic.Services.GetRequiredService<OtherModules>().Filed);

        var again = Guid.CreateVersion7();
        Assert.Equal((1, 1), (await Mark(again, delivery), await Mark(again, delivery)));
        clinic.Clock.Advance(PrintLetters.UndoWindow);
        await clinic.RunJobs(includeDelayed: true);
        Assert.Equal(0, await clinic.In((PrintLetters print) => print.Undo(again, CancellationToken.None)));
        Assert.Equal(DeliveryState.Sent, (await clinic.Delivery(delivery)).State);
    }

    [Fact]
    public async Task Asking_for_a_print_twice_queues_it_once_and_marking_twice_prints_it_once()
    {
        var letter = await clinic.Approved(ToSchedule, "pages"u8.ToArray());
        var delivery = await clinic.Queue(letter.Id);
        Assert.IsType<DeliveryRequest.OnItsWay>(await clinic.In((RequestDelivery request) => request.Print(letter.Id, CancellationToken.None)));

        var marked = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Mark(Guid.CreateVersion7(), delivery)));

        Assert.Equal(1, marked.Sum());
    }

    [Fact]
    public async Task By_a_way_that_the_patient_does_not_want_a_letter_to_them_goes_only_where_that_is_said_once_more()
    {
        var wishes = clinic.Services.GetRequiredService<NoticeTests.StandingReminders>();
        wishes.Reach = new HowToReach(["No mail by post."], NoCalls: false) { NoPost = true };
        var letter = await clinic.Approved(ToSchedule, "pages"u8.ToArray());

        Assert.Equal(new DeliveryRequest.NotWanted("no mail by post"), await clinic.In((RequestDelivery request) => request.Print(letter.Id, CancellationToken.None)));
        Assert.Empty(await clinic.Sql("SELECT 1 FROM correspondence.deliveries"));
        Assert.IsType<DeliveryRequest.Requested>(await clinic.In((RequestDelivery request) => request.Print(letter.Id, CancellationToken.None, nevertheless: true)));
        Assert.Equal(["print nevertheless"], await clinic.Sql("SELECT reason FROM audit.entries WHERE action = 'delivery.requested'"));

        // What the patient says of their own mail is nothing to a colleague.
        await clinic.Sql($"UPDATE correspondence.letters SET template_code = '{Templates.LetterTemplates.OrderQuery}' WHERE id = '{letter.Id}'");
        wishes.Reach = wishes.Reach with { NoEmail = true };
        Assert.IsType<DeliveryRequest.OnItsWay>(await clinic.In((RequestDelivery request) => request.Print(letter.Id, CancellationToken.None)));
    }

    [Fact]
    public async Task A_user_prints_letters_of_the_own_locations_only()
    {
        var delivery = await clinic.Queue((await clinic.Approved(AtMesa, "pages"u8.ToArray())).Id);

        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Harbor.Id]);
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<PrintLetters>().MarkPrinted(Guid.CreateVersion7(), [delivery], CancellationToken.None));
        Assert.IsType<DeliveryDecision.DeliveryUnknown>(await scope.ServiceProvider.GetRequiredService<DecideDelivery>().Cancel(delivery, CancellationToken.None));
    }

    [Fact]
    public async Task A_cancelled_letter_leaves_the_queue()
    {
        var delivery = await clinic.Queue((await clinic.Approved(ToSchedule, "pages"u8.ToArray())).Id);

        Assert.IsType<DeliveryDecision.Done>(await clinic.In((DecideDelivery decide) => decide.Cancel(delivery, CancellationToken.None)));

        Assert.Equal(0, await Mark(Guid.CreateVersion7(), delivery));
        Assert.IsType<DeliveryDecision.ChangedMeanwhile>(await clinic.In((DecideDelivery decide) => decide.Cancel(delivery, CancellationToken.None)));
    }

    [Fact]
    public async Task A_batch_is_one_pdf_with_the_letters_in_their_order()
    {
        var renderer = clinic.Services.GetRequiredService<ILetterRenderer>();
        var letters = new List<byte[]>();
        foreach (var word in (string[])["Firstletter", "Secondletter"])
        {
            var content = new LetterContent(word, "en", [new Letters.LetterBlock.Paragraph(word)]);
            letters.Add(Assert.IsType<RenderedLetter.Drawn>(await renderer.Render(content, CancellationToken.None)).Pdf);
        }

        // Of a host that was killed over it, no letter stays in memory.
        var left = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"clinicops-print-{int.MaxValue}-left");
        Directory.CreateDirectory(left);
        Assert.Equal("Firstletter Secondletter", await PdfTools.Words(await PrintBatch.Of(letters, CancellationToken.None)));
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task Before_letters_that_are_printed_together_lies_a_sheet_with_their_numbers_initials_and_pages_and_nobodys_name()
    {
        var sheet = await clinic.In((DrawManifest manifest) => manifest.Run(TestOrganization.Harbor.Id, [new ManifestLine(Nguyen, 2, WithClinicCopy: true), new ManifestLine(Nunez, 1)], CancellationToken.None));

        var words = await PdfTools.Words(sheet!);
        Assert.Contains("2 letters, 3 pages and 1 clinic copy behind", words, StringComparison.Ordinal);
        Assert.Contains("ÁN", words, StringComparison.Ordinal);
        Assert.Contains("JN", words, StringComparison.Ordinal);
        Assert.DoesNotContain("Nguyễn", words, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Nunez.LastName, words, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<int> Mark(Guid batch, Guid delivery) => (await clinic.In((PrintLetters print) => print.MarkPrinted(batch, [delivery], CancellationToken.None))).Count;
}
