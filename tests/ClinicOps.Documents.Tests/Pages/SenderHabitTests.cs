using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Documents.Tests.Pages;

/// <summary>What people corrected is suggested for the next document of the same sender, and does nothing by itself.</summary>
public sealed class SenderHabitTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await PipelineClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task The_type_that_people_said_is_suggested_for_the_same_sender_only_and_the_document_keeps_its_own()
    {
        var marco = register.Marco().PatientId;
        foreach (var (at, type) in ((int, DocumentType?)[])[(0, DocumentType.ConsultNote), (1, DocumentType.ConsultNote), (2, null)])
        {
            await File(await Waiting(at, "6145550107"), marco, type);
        }

        var same = await Waiting(3, "6145550107");
        var other = await Waiting(4, "6145550999");

        var page = await Open(same);
        Assert.Equal((DocumentType.ConsultNote, 2, 3), (page.SendersType, page.Sender.OfThatType, page.Sender.Filed));
        Assert.Equal(("lab_result", DocumentType.LabResult), (page.Form.Type, page.Paper.Document.Type));
        Assert.Equal(SenderHabit.None, (await Open(other)).Sender with { FiledTo = SenderHabit.None.FiledTo });

        // What is closed to the user suggests nothing to them.
        await clinic.Sql("UPDATE documents.documents SET access_class = 'restricted' WHERE type = 'consult_note'");
        Assert.Null((await Open(same)).SendersType);
    }

    [Fact]
    public async Task A_patient_is_suggested_only_where_the_page_speaks_of_them_too_and_by_no_higher_score()
    {
        var marco = register.Marco().PatientId;
        await File(await Waiting(0, "6145550107"), marco, null);
        var sister = register.Register("Elena", "Rossi", new DateOnly(1990, 6, 26)).PatientId;
        await File(await Waiting(1, "6145550107"), sister, null);
        var (same, other) = (await Waiting(2, "6145550107"), await Waiting(3, "6145550999"));

        var page = await Open(same);

        // Marco, to whom one went, is not on the page: he is no candidate, whatever the sender did before.
        Assert.Equal([sister], page.Candidates.Select(candidate => candidate.Patient.Id));
        Assert.Equal((1, 1), (page.Sender.FiledTo[sister], page.Sender.FiledTo[marco]));
        Assert.Equal(Score(await Document(other)), Score(await Document(same)));
        Assert.DoesNotContain(await clinic.Documents(), document => document is { State: DocumentState.Filed, FiledBy: null });
    }

    private static (double, int) Score(Document document) => (FileDocument.Suggestions(document).Single().Score, FileDocument.Suggestions(document).Single().Reasons.Count);

    private async Task<Document> Document(Guid id) => (await clinic.Documents()).Single(document => document.Id == id);

    /// <summary>A lab result about somebody who is not registered, from this number.</summary>
    private async Task<Guid> Waiting(int at, string sender)
    {
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var transmission = await clinic.Receive(PipelineClinic.Fax([.. PipelineClinic.Lab, $"Sheet {10_000 + at}", $"Accession {880_000 + (7 * at)}"]));
        await clinic.Sql($"UPDATE documents.transmissions SET received_from = '{sender}' WHERE id = '{transmission}'");
        await clinic.RunJobs();
        var document = (await clinic.Documents()).Single(one => one.TransmissionId == transmission);
        Assert.Equal(DocumentState.Review, document.State);
        return document.Id;
    }

    private async Task File(Guid id, Guid patient, DocumentType? type)
    {
        var document = await Document(id);
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, AtHarbor);
        Assert.IsType<DocumentAct.Done>(await scope.ServiceProvider.GetRequiredService<FileDocument>().Run(id, document.Version, patient, type, CancellationToken.None));
    }

    private Task<ReviewModel> Open(Guid document) => clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
    {
        await page.OnGet(document, CancellationToken.None);
        return page;
    });
}
