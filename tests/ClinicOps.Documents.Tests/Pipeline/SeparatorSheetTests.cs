using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Tests.Matching;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>Sheets known by their bar code, as stored with the page.</summary>
public sealed class SeparatorSheetTests(TestCluster cluster)
{
    private const string Code = "code ";

    [Fact]
    public async Task A_sheet_with_a_code_that_the_clinic_entered_parts_a_transmission_and_the_usual_codes_then_do_not()
    {
        var reader = new CannedReader((number, text) => text.StartsWith(Code, StringComparison.Ordinal)
            ? PageTextBuilder.Page(number, "|||") with { BarCodes = [new BarCode("CODE_128", text[Code.Length..], new Box(400, 900, 800, 1))], OnlyBarCodes = true }
            : PageTextBuilder.Page(number, text.Split('\n')));
        var (clinic, _, _) = await OpenWith(cluster, services => services.Replace(ServiceDescriptor.Singleton<IPageReader>(reader)), ("Documents:SeparatorCodes:0", "Next Document"));
        await using var open = clinic;
        string[] goesOn = ["Elena Rossi DOB 06/20/1990", "Lipids", "HDL  72  40 - 80"];
        await clinic.Receive(Fax(Lab, [Code + "next-document"], goesOn, [Code + "SEPARATOR"], goesOn));

        await clinic.RunJobs();

        Assert.Equal([[1], [3, 4, 5]], (await clinic.Documents()).Select(document => document.Pages.Select(page => page.Number)));
        Assert.Empty(await clinic.Problems());
    }
}
