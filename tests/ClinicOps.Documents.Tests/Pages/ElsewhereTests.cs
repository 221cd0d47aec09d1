using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Documents.Tests.Pages;

/// <summary>Rows of locations where the user does not work, and of locations that are there no more.</summary>
public sealed class ElsewhereTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await PipelineClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_patients_document_at_another_location_is_listed_with_the_place_and_leads_nowhere()
    {
        var elena = register.Elena();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();

        Assert.Null(Assert.Single(await Panel(elena.PatientId, TestOrganization.Harbor.Id)).Elsewhere);
        Assert.Equal(TestOrganization.Harbor.Name, Assert.Single(await Panel(elena.PatientId, TestOrganization.Mesa.Id)).Elsewhere);
    }

    [Fact]
    public async Task A_transmission_of_a_location_that_is_there_no_more_still_opens()
    {
        var id = await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        await clinic.Sql($"UPDATE documents.transmissions SET location_id = '{Guid.CreateVersion7()}'");

        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, []);
        var page = ActivatorUtilities.CreateInstance<TransmissionModel>(scope.ServiceProvider);
        page.PageContext.HttpContext = new DefaultHttpContext();

        Assert.IsType<PageResult>(await page.OnGet(id, CancellationToken.None));
        Assert.Null(page.Row.LocationName);
    }

    private async Task<IReadOnlyList<PatientDocumentRow>> Panel(Guid patient, params Guid[] locations)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, locations);
        var panel = ActivatorUtilities.CreateInstance<PatientDocumentsPanel>(scope.ServiceProvider);
        return Assert.IsType<PatientDocumentsView>(await panel.Load(patient, CancellationToken.None)).Rows;
    }
}
