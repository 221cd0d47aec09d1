using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using UglyToad.PdfPig;
using Xunit;

namespace ClinicOps.Documents.Tests.Exporting;

/// <summary>Papers of a chart as one PDF, for whoever puts a packet together, and what other modules are told of a chart.</summary>
public sealed class PacketTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;
    private PatientCandidate elena = null!;

    public async ValueTask InitializeAsync()
    {
        (clinic, var register, _) = await PipelineClinic.Open(cluster);
        elena = register.Elena();
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Its_pages_come_in_the_order_asked_for_and_what_is_closed_or_somebody_elses_is_left_out_and_counted()
    {
        await File(PipelineClinic.Lab);
        var lab = (await clinic.OnlyDocument()).Id;
        var letter = await clinic.In((ISentLetters chart) => chart.File(
            new SentLetter(Guid.CreateVersion7(), elena.PatientId, TestOrganization.Harbor.Id, Guid.CreateVersion7(), "standard", clinic.Clock.GetUtcNow(), SentBy: null), PipelineClinic.Fax(["Dear Elena"])));

        var both = await Packet([letter, lab]);
        Assert.Equal([letter, lab], both.Said.Documents.Select(document => document.Id));
        Assert.Equal((0, 0, 2), (both.Said.Closed, both.Said.TooLong, both.Pages));
        Assert.Equal((1, 1), await Left([lab, Guid.CreateVersion7()]));
        Assert.Equal((1, 0), await Left([lab], patient: Guid.CreateVersion7()));

        // Too long as a whole: what fits is whole.
        var shortened = await Packet([letter, lab], mostPages: 1);
        Assert.Equal((letter, 1), (Assert.Single(shortened.Said.Documents).Id, shortened.Said.TooLong));

        // A class of its own: a machine sees it, and leaves it out of what is for everybody; who is not cleared does not see it.
        await clinic.Sql($"UPDATE documents.documents SET access_class = 'part2' WHERE id = '{lab}'");
        Assert.Equal((0, 2), await Left([letter, lab]));
        Assert.Equal((1, 1), await Left([letter, lab], forEverybody: true));
        Assert.Equal((1, 1), await Left([letter, lab], asUser: true));
        Assert.True((await Papers()).Single(paper => paper.Id == lab).HasOwnClass);
    }

    [Fact]
    public async Task A_page_whose_file_is_gone_says_so_and_the_others_are_there()
    {
        await File(PipelineClinic.Lab, PipelineClinic.Lab);
        var document = await clinic.OnlyDocument();
        await clinic.Sql($"UPDATE documents.pages SET image_hash = '{new string('0', 64)}' WHERE document_id = '{document.Id}' AND number = 1");

        var packet = await Packet([document.Id], forEverybody: true);

        Assert.Equal(2, packet.Pages);
        Assert.StartsWith("Page 1 could not be read.", packet.Texts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_open_about_a_paper_is_told_with_it()
    {
        await File(PipelineClinic.Lab);
        var document = await clinic.OnlyDocument();
        await clinic.Sql($"UPDATE documents.documents SET missing_pages = '{{2}}', pages_said = 2 WHERE id = '{document.Id}'");

        var paper = Assert.Single(await Papers());

        Assert.Equal(("lab_result", "Lab result", 1, 2), (paper.Type, paper.TypeName, paper.Pages, paper.PagesSaid));
        Assert.Equal([2], paper.MissingPages);
        Assert.Equal("acknowledge", paper.Duty?.Kind);
        await clinic.Sql("UPDATE documents.duties SET state = 'done', escalates_at = NULL");
        var mark = (await Papers())[0].Mark;
        Assert.Null((await Papers())[0].Duty);
        await clinic.Sql($"UPDATE documents.pages SET image_hash = '{new string('1', 64)}'");
        Assert.NotEqual(mark, (await Papers())[0].Mark);
    }

    [Theory]
    [InlineData("MRI OF THE LUMBAR SPINE. Impression: no fracture", "MRI lumbar spine without contrast", null, true)]
    [InlineData("MRI OF THE BRAIN. Impression: normal", "MRI lumbar spine without contrast", null, false)]
    [InlineData("X-ray of the chest, two views", "MRI lumbar spine without contrast", null, false)]
    [InlineData("Exam 72148. Impression: normal", "MRI lumbar spine without contrast", "72148", true)]
    [InlineData("Ferritin 40 ng/mL", "Ferritin", null, true)]
    [InlineData("Result of the test with contrast", "Test with contrast", null, false)]
    public void A_result_answers_the_order_that_it_names(string text, string ordered, string? code, bool answers) =>
        Assert.Equal(answers, AnswersOrder.Names(text, ordered, code));

    private async Task File(params string[][] pages)
    {
        await clinic.Receive(PipelineClinic.Fax(pages));
        await clinic.RunJobs();
    }

    private Task<IReadOnlyList<ChartPaper>> Papers() => clinic.In((IChartContents contents) => contents.Papers([elena.PatientId]));

    private async Task<(int Closed, int Pages)> Left(Guid[] documents, bool forEverybody = false, bool asUser = false, Guid? patient = null)
    {
        var packet = await Packet(documents, forEverybody, asUser: asUser, patient: patient);
        return (packet.Said.Closed, packet.Pages);
    }

    private async Task<(PacketPages Said, int Pages, IReadOnlyList<string> Texts)> Packet(Guid[] documents, bool forEverybody = false, int mostPages = 100, bool asUser = false, Guid? patient = null)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        if (asUser)
        {
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);
        }

        using var to = new MemoryStream();
        var said = await scope.ServiceProvider.GetRequiredService<IPacketPages>().Write(patient ?? elena.PatientId, documents, forEverybody, mostPages, to);
        if (to.Length == 0)
        {
            return (said, 0, []);
        }

        using var pdf = PdfDocument.Open(to.ToArray());
        return (said, pdf.NumberOfPages, [.. pdf.GetPages().Select(page => string.Concat(page.Letters.Select(letter => letter.Value)))]);
    }
}
