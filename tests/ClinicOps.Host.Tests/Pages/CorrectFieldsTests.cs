using System.Net;
using ClinicOps.Host.Security;
using ClinicOps.Host.Tests.Access;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.Pages;

/// <summary>The form by which fields are corrected, as the browser gets and sends it.</summary>
public sealed class CorrectFieldsTests(TestCluster cluster)
{
    [Fact]
    public async Task A_field_is_corrected_and_undone_on_the_page_of_its_document_and_who_did_it_is_named()
    {
        await using var host = await RunningHost.Start(cluster);
        var world = await AccessWorld.In(host);
        var id = world.Id(Thing.FiledDocument, Whose.Own);
        await host.Sql($"UPDATE documents.documents SET type = 'prior_auth_decision' WHERE id = '{id}' RETURNING id");
        await host.Sql($"INSERT INTO documents.document_values (id, document_id, name, value, as_written, page, x, y, width, height, confidence, rule, rule_version, at) SELECT gen_random_uuid(), id, 'auth_number', 'PA-7712O', 'PA-7712O', 1, 1, 1, 9, 9, 71, 'value at the label', 1, transcribed_at FROM documents.documents WHERE id = '{id}' RETURNING id");
        var address = $"/documents/document/{id}";
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        var page = await coordinator.Read(address);
        Assert.Contains("name=\"values[auth_number]\" value=\"PA-7712O\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("hx-post=\"/documents/document/" + id + "?handler=CorrectFields", page, StringComparison.Ordinal);
        var version = page.Split("name=\"Version\" value=\"")[1].Split('"')[0];

        using var wrong = await coordinator.PostFrom(address, $"{address}?handler=CorrectFields", ("Version", version), ("values[valid_from]", "soon"), ("values[auth_number]", "PA-1"));
        var refused = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("Valid from: write a day like 03/14/2026.", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"soon\"", refused, StringComparison.Ordinal);

        using var saved = await coordinator.PostFrom(address, $"{address}?handler=CorrectFields", ("Version", version), ("values[auth_number]", "PA-77120"), ("values[valid_from]", ""));
        Assert.Equal((HttpStatusCode.Redirect, $"{address}#fields"), (saved.StatusCode, saved.Headers.Location?.ToString()));
        var corrected = await coordinator.Read(address);
        Assert.Contains("PA-77120", corrected, StringComparison.Ordinal);
        Assert.Contains("corrected by ", corrected, StringComparison.Ordinal);

        var step = (Guid)(await host.Sql("SELECT step FROM documents.field_corrections"))[0]!;
        using var undone = await coordinator.PostFrom(address, $"{address}?handler=UndoFields&mark={step}");
        Assert.Equal(HttpStatusCode.Redirect, undone.StatusCode);
        Assert.DoesNotContain("PA-77120", await coordinator.Read(address), StringComparison.Ordinal);

        using var desk = await host.SignedIn(Roles.Clinician);
        Assert.DoesNotContain("Correct what it says", await desk.Read(address), StringComparison.Ordinal);
    }
}
