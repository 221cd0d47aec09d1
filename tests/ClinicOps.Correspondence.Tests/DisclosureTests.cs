using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>What left is logged as it left, seen by who may see it, and printed; a delivery is proved. The accounting itself: see <see cref="AccountingTests"/>.</summary>
public sealed class DisclosureTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_posted_letter_is_logged_with_whom_it_names_where_it_went_and_how_many_pages_it_has()
    {
        var letter = await Posted();

        var row = await clinic.In((CorrespondenceDb db) => db.Disclosures.AsNoTracking().SingleAsync());
        var delivery = await clinic.In((CorrespondenceDb db) => db.Deliveries.AsNoTracking().SingleAsync());
        Assert.Equal((delivery.Id, letter.Id, letter.PatientId, letter.CareThreadId), (row.Id, row.LetterId, row.PatientId, row.CareThreadId));
        Assert.Equal(("Ánh Nguyễn Thị", "48 Congress Street, Portland", "A letter", 1), (row.Recipient, row.Address, row.What, row.Pages));
        Assert.Equal((DisclosureKind.Patient, DisclosureWay.Print, DisclosureState.Left, delivery.LeftAt), (row.Kind, row.Way, row.State, row.LeftAt));
    }

    [Fact]
    public async Task What_was_disclosed_of_a_closed_letter_or_patient_is_seen_by_who_is_cleared_alone()
    {
        await Posted();
        await clinic.In((LogDisclosure log) => log.Run(ByHand("Face sheet"), CancellationToken.None));
        Assert.Equal(2, await SeenBy());

        await clinic.Sql("UPDATE correspondence.letters SET access_class = 'behavioural'");
        Assert.Equal(1, await SeenBy());
        Assert.Equal(2, await SeenBy("behavioural"));

        await clinic.Sql($"INSERT INTO correspondence.subject_classes VALUES ('{Nguyen.Id}', 'restricted')");
        Assert.Equal(0, await SeenBy("behavioural"));
        Assert.Equal(2, await SeenBy("behavioural", "restricted"));
    }

    [Fact]
    public async Task An_accounting_is_printed_as_a_tagged_letter_to_the_patient_and_downloaded_with_no_cell_that_reckons()
    {
        await Posted();
        await clinic.In((LogDisclosure log) => log.Run(ByHand("=cmd|' /C calc'!A0") with { Purpose = DisclosurePurpose.RequiredByLaw, Kind = DisclosureKind.Other, Authority = "Court order 24-CV-118", Recipient = "County \"court\"" }, CancellationToken.None));
        var day = LocalTime.DayAt(TestOrganization.Harbor, clinic.Clock.GetUtcNow());
        var (usual, rows) = (await clinic.In((AccountDisclosures account) => Task.FromResult(account.UsualPeriod(TestOrganization.Harbor))), await Accounted(day, all: false));
        Assert.Equal((day.AddYears(-6), day), usual);

        // To the patient is not accounted for, as the settings say; what a court asked for is.
        Assert.Equal(["Court order 24-CV-118"], rows.Select(row => row.Authority));
        Assert.Equal(2, (await Accounted(day, all: true)).Count);
        var pdf = Assert.IsType<RenderedLetter.Drawn>(await clinic.In((AccountDisclosures account) => account.Draw(Nguyen, rows, usual.From, usual.Until, TestOrganization.Harbor, false, CancellationToken.None))).Pdf;
        var words = await PdfTools.Words(pdf);
        foreach (var said in (string[])["Accounting of disclosures", "Ánh Nguyễn Thị", "County", "Not listed, as the law allows"])
        {
            Assert.Contains(said, words, StringComparison.Ordinal);
        }

        var info = await PdfTools.Info(pdf);
        Assert.Matches(@"Tagged:\s+yes", info);
        Assert.Contains("Accounting of disclosures", info, StringComparison.Ordinal);

        var csv = System.Text.Encoding.UTF8.GetString(AccountDisclosures.Csv(rows, TestOrganization.Harbor));
        Assert.Contains("\"'=cmd|' /C calc'!A0\"", csv, StringComparison.Ordinal);
        Assert.Contains("\"County \"\"court\"\"\"", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proof_of_a_delivery_names_each_attempt_with_the_servers_answer_and_the_fingerprint_of_the_bytes()
    {
        var letter = await clinic.Approved(ToSchedule, "pages"u8.ToArray());
        var hash = (string)(await clinic.Sql("SELECT pdf_hash FROM correspondence.approvals"))[0]!;
        var id = Guid.CreateVersion7();
        await clinic.In(async (CorrespondenceDb db) =>
        {
            db.Deliveries.Add(new LetterDelivery
            {
                Id = id,
                LetterId = letter.Id,
                ApprovalId = await db.Approvals.Select(a => a.Id).SingleAsync(),
                Way = DeliveryWay.Fax,
                Address = "12075550199",
                ReadBy = AddressReader.Colleague,
                Recipient = "Dr. Keller",
                LocationId = letter.LocationId,
                RequestedAt = clinic.Clock.GetUtcNow(),
            });
            await db.SaveChangesAsync();
        });
        foreach (var outcome in new MailOutcome[] { new MailOutcome.Later(DeliveryProblem.PutOff, "451 4.7.1", true), new MailOutcome.Accepted() })
        {
            var attempt = await clinic.In((DeliveryStates states) => states.Begin(id, CancellationToken.None));
            await clinic.In((DeliveryStates states) => states.End(id, attempt!.Value, outcome, CancellationToken.None));
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var delivery = await clinic.Delivery(id);
        var pdf = Assert.IsType<RenderedLetter.Drawn>(await clinic.In((ProveDelivery prove) => prove.Run(delivery, letter, CancellationToken.None))).Pdf;
        var words = await PdfTools.Words(pdf);
        foreach (var said in (string[])["Proof of delivery", "(207) 555-0199", "Dr. Keller", "451 4.7.1", "accepted", "03/02/2026 9:01:00 AM", hash[..32], hash[32..], id.ToString()])
        {
            Assert.Contains(said, words.Replace('\u202f', ' '), StringComparison.Ordinal);
        }
    }

    private static GivenOut ByHand(string what) =>
        new(Guid.CreateVersion7(), Nguyen.Id, TestOrganization.Harbor.Id, "The patient", DisclosureKind.Patient, DisclosureWay.InPerson, what, DisclosurePurpose.AtRequest, "", new DateTimeOffset(2026, 3, 2, 13, 0, 0, TimeSpan.Zero), "standard");

    private Task<IReadOnlyList<Disclosure>> Accounted(DateOnly day, bool all) => clinic.In((AccountDisclosures account) => account.Of(Nguyen.Id, day, day, TestOrganization.Harbor, all, CancellationToken.None));

    /// <summary>How many a user sees who is cleared for these classes.</summary>
    private async Task<int> SeenBy(params string[] cleared)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(Guid.CreateVersion7(), []);
        actor.See(cleared, []);
        return await scope.ServiceProvider.GetRequiredService<CorrespondenceDb>().DisclosuresOf(Nguyen.Id).CountAsync();
    }

    /// <summary>A letter with an address, printed and posted.</summary>
    private async Task<Letter> Posted()
    {
        var letter = await clinic.Approved(ToSchedule, "pages"u8.ToArray());
        await clinic.Sql("""UPDATE correspondence.approvals SET blocks = '[{"$type": "address", "Lines": ["{{patient.full_name}}", "48 Congress Street", "Portland"]}]'""");
        var (delivery, batch) = (await clinic.Queue(letter.Id), Guid.CreateVersion7());
        await clinic.In((PrintLetters print) => print.MarkPrinted(batch, [delivery], CancellationToken.None));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM correspondence.disclosures"));
        clinic.Clock.Advance(PrintLetters.UndoWindow);
        await clinic.In((PostBatch post) => post.Run(new BatchToPost(batch), null!, CancellationToken.None));
        return letter;
    }
}
