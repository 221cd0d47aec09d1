using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Intake.Contracts;
using ClinicOps.Testing;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>A cover belongs to every document of its transmission.</summary>
public sealed class CoverSheetTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly string[] CoverOfNina = [.. Cover.Select(line => line.StartsWith("Re:", StringComparison.Ordinal) ? "Re: Nina Castellan" : line)];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task No_document_of_a_fax_whose_cover_names_another_patient_is_filed_by_machine()
    {
        register.Elena();
        register.Marco();
        await clinic.Receive(Fax(CoverOfNina, Lab, Imaging));

        await clinic.RunJobs();

        Assert.All(await clinic.Documents(), document =>
        {
            Assert.Equal((DocumentState.Review, ReviewReason.CoverNamesAnother), (document.State, document.ReviewReason));
            Assert.Single(Assert.IsType<FilingDecision.Review>(document.Decision).Ranked, ranked => ranked.Score > 50);
        });
    }

    [Fact]
    public async Task A_cover_that_names_nobody_holds_nothing_up()
    {
        register.Elena();
        register.Marco();
        await clinic.Receive(Fax(Cover, Lab, Imaging));

        await clinic.RunJobs();

        Assert.All(await clinic.Documents(), document => Assert.Equal(DocumentState.Filed, document.State));
    }

    [Fact]
    public async Task Whoever_is_named_on_a_cover_and_registered_later_brings_the_filing_back()
    {
        register.Elena();
        await clinic.Receive(Fax([.. Cover, "Comments: the films of Nina Castellan are enclosed"], Lab));
        await clinic.RunJobs();
        Assert.Equal(DocumentState.Filed, (await clinic.OnlyDocument()).State);

        var nina = register.Register("Nina", "Castellan", new DateOnly(1980, 2, 3));
        await clinic.Tell(new PatientRegistered(nina.PatientId));
        await clinic.RunJobs();

        Assert.Equal((DocumentState.Review, ReviewReason.NoLongerOnlyFit), ((await clinic.OnlyDocument()).State, (await clinic.OnlyDocument()).ReviewReason));
    }
}
