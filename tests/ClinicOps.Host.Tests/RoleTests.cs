using System.Net;
using ClinicOps.Host.Pages;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Host.Tests;

public sealed class RoleTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private RunningHost Host => fixture.Host;

    [Theory]
    [InlineData("/", "FrontDesk Coordinator Clinician Manager Administrator")]
    [InlineData("/account/password", "FrontDesk Coordinator Clinician Manager Administrator")]
    [InlineData("/jobs", "FrontDesk Coordinator Clinician Manager Administrator")]
    [InlineData("/operations", "Manager Administrator")]
    [InlineData("/correspondence/letters/print", "FrontDesk Coordinator Clinician Manager")]
    [InlineData("/correspondence/conversations", "FrontDesk Coordinator Clinician Manager")]
    [InlineData("/correspondence/settings/canned-answers", "Manager Administrator")]
    [InlineData("/correspondence/numbers", "FrontDesk Coordinator Clinician Manager")]
    [InlineData("/correspondence/incidents", "Manager")]
    [InlineData("/correspondence/records", "Coordinator Manager")]
    [InlineData("/correspondence/batches", "FrontDesk Coordinator Clinician Manager")]
    [InlineData("/correspondence/batches/begin", "Coordinator Clinician Manager")]
    [InlineData("/account", "FrontDesk Coordinator Clinician Manager Administrator")]
    [InlineData("/account/authenticator", "FrontDesk Coordinator Clinician Manager Administrator")]
    [InlineData("/audit", "Manager Administrator")]
    [InlineData("/settings", "Manager Administrator")]
    [InlineData("/settings/roles", "Manager Administrator")]
    [InlineData("/settings/locations", "Manager Administrator")]
    [InlineData("/settings/locations/location", "Manager Administrator")]
    [InlineData("/settings/users", "Administrator")]
    [InlineData("/settings/users/add", "Administrator")]
    [InlineData("/settings/sign-in", "Administrator")]
    [InlineData("/documents/quality", "Manager")]
    [InlineData("/documents/quality/ledger", "Manager")]
    [InlineData("/documents/quality/export", "Manager")]
    [InlineData("/documents/recheck", "Coordinator Manager")]
    [InlineData("/intake/check-in", "FrontDesk Coordinator Manager")]
    [InlineData("/intake/day-close", "FrontDesk Manager")]
    [InlineData("/scheduling/visits", "FrontDesk Coordinator Clinician Manager")]
    [InlineData("/scheduling/visits/enter", "FrontDesk Coordinator Manager")]
    [InlineData("/scheduling/day", "FrontDesk Coordinator Clinician Manager")]
    [InlineData("/scheduling/visits/export", "Coordinator Manager")]
    [InlineData("/scheduling/reports", "Manager")]
    [InlineData("/correspondence/calls", "FrontDesk Coordinator Clinician Manager")]
    [InlineData("/correspondence/reports", "Manager")]
    [InlineData("/scheduling/settings/feeds", "Manager")]
    [InlineData("/correspondence/settings/templates", "Manager Administrator")]
    [InlineData("/correspondence/settings/template", "Manager Administrator")]
    public async Task A_page_opens_for_its_roles_and_for_no_other(string path, string roles)
    {
        foreach (var role in Roles.All)
        {
            using var visitor = await Host.SignedIn(role);
            using var answer = await visitor.Get(path);
            Assert.True(answer.StatusCode == (roles.Contains(role, StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.Forbidden), $"{role}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_navigation_shows_what_the_role_may_open_and_nothing_else()
    {
        using var administrator = await Host.SignedIn(Roles.Administrator);
        var seen = await administrator.Read("/");
        Assert.Contains("href=\"/settings\"", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/scheduling/day\"", seen, StringComparison.Ordinal);

        using var coordinator = await Host.SignedIn(Roles.Coordinator);
        seen = await coordinator.Read("/");
        Assert.DoesNotContain("href=\"/settings\"", seen, StringComparison.Ordinal);
        Assert.Contains("href=\"/scheduling/day\"", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_entry_of_the_navigation_names_a_right_that_exists()
    {
        var catalog = Host.App.Services.GetRequiredService<ModuleCatalog>();
        Assert.Empty(Navigation.Entries(catalog).Where(entry => catalog.Rights.All(right => right.Name != entry.Right)).Select(entry => entry.Text));
        Assert.Empty(catalog.Settings.Where(entry => catalog.Rights.All(right => right.Name != entry.Right)).Select(entry => entry.Text));
        Assert.Empty(catalog.RecordKinds.Where(kind => kind.Right is not null && catalog.Rights.All(right => right.Name != kind.Right)).Select(kind => kind.Name));
        Assert.Empty(catalog.Panels.Where(panel => catalog.Rights.All(right => right.Name != panel.Right)).Select(panel => panel.Title));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("Manager", HttpStatusCode.NoContent)]
    [InlineData("Administrator", HttpStatusCode.NoContent)]
    [InlineData("Coordinator", HttpStatusCode.Unauthorized)]
    [InlineData("FrontDesk", HttpStatusCode.Unauthorized)]
    [InlineData("Clinician", HttpStatusCode.Unauthorized)]
    public async Task Jobs_are_deleted_by_managers_and_administrators_only(string role, HttpStatusCode expected)
    {
        using var visitor = await Host.SignedIn(role);

        using var answer = await visitor.PostFrom("/", "/jobs/jobs/failed/delete", ("jobs[]", "1"));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task An_administrator_disables_and_enables_others_but_not_themselves()
    {
        using var administrator = await Host.SignedIn(Roles.Administrator);
        var clinician = Assert.Single(await Host.Sql("SELECT id::text FROM host.users WHERE user_name = 'clinician'"));
        var self = Assert.Single(await Host.Sql("SELECT id::text FROM host.users WHERE user_name = 'administrator'"));

        using var off = await administrator.Post($"/settings/users/user/{clinician}?handler=Disable");
        Assert.Equal([true], await Host.Sql("SELECT disabled FROM host.users WHERE user_name = 'clinician'"));
        using var on = await administrator.Post($"/settings/users/user/{clinician}?handler=Enable");
        Assert.Equal([false], await Host.Sql("SELECT disabled FROM host.users WHERE user_name = 'clinician'"));
        using var own = await administrator.Post($"/settings/users/user/{self}?handler=Disable");

        Assert.Equal(HttpStatusCode.NotFound, own.StatusCode);
        Assert.Equal([false], await Host.Sql("SELECT disabled FROM host.users WHERE user_name = 'administrator'"));
        Assert.Equal(
            ["user.disabled", "user.enabled"],
            await Host.Sql($"SELECT action FROM audit.entries WHERE subject_id = '{clinician}' AND action IN ('user.disabled', 'user.enabled') ORDER BY at"));
    }
}
