using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Testing;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>What left by letter stands in the chart like everything else, without having come in.</summary>
public sealed class SentLetterTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_sent_letter_is_a_filed_document_of_its_care_thread_and_the_ledger_balances()
    {
        var letter = Letter();

        var id = await File(letter, Fax(["Dear Elena"], ["second page"]));
        Assert.Equal(["documents.transcribe-orders", "documents.raise-duty"], await clinic.RunJobs());

        var document = await clinic.OnlyDocument();
        Assert.Equal((id, DocumentType.LetterSent, DocumentState.Filed, letter.PatientId), (document.Id, document.Type, document.State, document.PatientId!.Value));
        Assert.Equal((letter.CareThreadId, letter.LocationId, "restricted", Ana), (document.CareThreadId, document.LocationId, document.AccessClass, document.FiledBy!.Value));
        Assert.Equal([1, 2], document.Pages.Select(page => page.Number));
        Assert.Equal(2, (await clinic.Ledger()).Filed);
        Assert.Empty(await clinic.Problems());
        var filed = Assert.Single(await clinic.In((IPatientDocuments documents) => documents.OfPatient(letter.PatientId)));
        Assert.Equal(("letter_sent", 2, letter.SentAt), (filed.Type, filed.Pages, filed.ReceivedAt));
    }

    [Fact]
    public async Task The_same_letter_ten_times_at_once_is_one_document()
    {
        var letter = Letter();

        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => File(letter, Fax(["Dear Elena"]))));

        Assert.Single(ids.Distinct());
        Assert.Equal(ids[0], await clinic.In((ISentLetters chart) => chart.Find(letter.Id)));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM documents.filings"));
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task A_sent_letter_takes_the_class_that_its_letter_comes_to_have()
    {
        var letter = Letter();
        await clinic.In((ISentLetters chart) => chart.Classify(letter.Id, "part2"));
        await File(letter, Fax(["Dear Elena"]));

        await clinic.In((ISentLetters chart) => chart.Classify(letter.Id, "part2"));
        await clinic.In((ISentLetters chart) => chart.Classify(letter.Id, "part2"));

        Assert.Equal("part2", (await clinic.OnlyDocument()).AccessClass);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'document.classified'"));
    }

    [Fact]
    public async Task Nobody_registered_later_moves_a_letter_out_of_the_chart()
    {
        var elena = register.Elena();
        await File(Letter() with { PatientId = elena.PatientId, SentBy = null }, Fax(["Dear Elena"]));

        await clinic.Tell(new PatientChanged(elena.PatientId));
        await clinic.Tell(new PatientRegistered(register.Elena().PatientId));
        await clinic.RunJobs();

        Assert.Equal(DocumentState.Filed, (await clinic.OnlyDocument()).State);
    }

    [Fact]
    public async Task Two_letters_with_the_same_bytes_are_two_and_the_later_is_known_as_a_repeat()
    {
        await File(Letter(), Fax(["Dear all"]));
        await File(Letter(), Fax(["Dear all"]));

        Assert.Equal(2, (await clinic.Documents()).Count);
        Assert.Empty(await clinic.Problems());
    }

    [Fact]
    public async Task What_cannot_be_opened_is_not_filed_and_is_tried_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => File(Letter(), "!file Corrupt"u8.ToArray()));

        Assert.Empty(await clinic.Documents());
        Assert.Empty(await clinic.Problems());
    }

    private SentLetter Letter() => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), TestOrganization.Harbor.Id, Guid.CreateVersion7(), "restricted", clinic.Clock.GetUtcNow(), Ana);

    private Task<Guid> File(SentLetter letter, byte[] pdf) => clinic.In((ISentLetters chart) => chart.File(letter, pdf));
}
