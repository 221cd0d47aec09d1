using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.Settings;

/// <summary>Users, locations and rules, changed by people: nothing of one is lost to another, and the clinic stays reachable.</summary>
public sealed partial class SettingsTests(TestCluster cluster) : IAsyncLifetime
{
    private RunningHost host = null!;

    public async ValueTask InitializeAsync() => host = await RunningHost.Start(cluster);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_new_user_signs_in_once_with_the_password_shown_and_then_chooses_one()
    {
        using var administrator = await host.SignedIn(Roles.Administrator);

        using var added = await administrator.Post("/settings/users/add", ("UserName", "newcomer"), ("Form.DisplayName", "New Comer"), ("Form.Roles", "Coordinator"));
        var password = Given().Match(await added.Content.ReadAsStringAsync()).Groups[1].Value;

        using var visitor = await host.SignedIn("newcomer", password);
        Assert.Equal("/account/password", (await visitor.Get("/")).Headers.Location?.OriginalString);
        Assert.DoesNotContain(password, string.Join('\n', host.Log.Lines.Select(line => line.Text)), StringComparison.Ordinal);
        Assert.Equal(["as Coordinator"], await host.Sql("SELECT reason FROM audit.entries WHERE action = 'user.added' AND reason IS NOT NULL"));
    }

    [Theory]
    [InlineData("", "New Comer", "Coordinator", "Type what is typed to sign in")]
    [InlineData("coordinator", "New Comer", "Coordinator", "already taken")]
    [InlineData("newcomer", "", "Coordinator", "Type the name as colleagues see it")]
    [InlineData("newcomer", "New Comer", "", "Choose at least one role")]
    [InlineData("newcomer", "New Comer", "Emperor", "There is no such role")]
    public async Task A_user_who_cannot_be_is_refused_with_words_and_what_was_typed(string name, string displayName, string role, string words)
    {
        using var administrator = await host.SignedIn(Roles.Administrator);
        using var answer = await administrator.Post("/settings/users/add", [("UserName", name), ("Form.DisplayName", displayName), .. role.Length == 0 ? [] : new[] { ("Form.Roles", role) }]);

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains(displayName.Length > 0 ? $"value=\"{displayName}\"" : "name=\"Form.DisplayName\"", page, StringComparison.Ordinal);
        Assert.Equal([5L], await host.Sql("SELECT count(*) FROM host.users"));
    }

    [Fact]
    public async Task Who_comes_by_a_clinic_file_is_a_colleague_at_once_to_the_jobs_of_this_host()
    {
        Task<IReadOnlyList<Colleague>> Colleagues() => host.In((IOrganization organization) => organization.Colleagues(TestContext.Current.CancellationToken));
        Assert.Equal(5, (await Colleagues()).Count);

        await host.AddUser("Locum");

        Assert.Contains(await Colleagues(), colleague => colleague.Name == "Locum Tester");
    }

    [Fact]
    public async Task A_given_password_signs_the_user_out_everywhere()
    {
        using var user = await host.SignedIn(Roles.Clinician);
        using var administrator = await host.SignedIn(Roles.Administrator);

        using var answer = await administrator.Post($"{await UserPage("clinician")}?handler=GivePassword");
        var password = Given().Match(await answer.Content.ReadAsStringAsync()).Groups[1].Value;

        Assert.Equal(HttpStatusCode.Redirect, (await user.Get("/")).StatusCode);
        using var again = await host.SignedIn(Roles.Clinician, password);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.SignedIn(Roles.Clinician));
    }

    [Fact]
    public async Task Roles_and_locations_are_changed_and_the_trail_says_which_became_which()
    {
        using var administrator = await host.SignedIn(Roles.Administrator);
        var page = await UserPage("clinician");

        using var saved = await administrator.Post($"{page}?handler=Save", await Fields(administrator, page, "Clinician Tester", ["Clinician", "Manager"], TestOrganization.Harbor.Id));

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal(["roles: Clinician → Clinician, Manager; works at: everywhere → Harbor"], await host.Sql("SELECT reason FROM audit.entries WHERE action = 'user.changed'"));
        using var user = await host.SignedIn(Roles.Clinician);
        Assert.True((await user.Get("/audit")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Of_two_who_change_a_user_the_second_is_told_by_whom_and_loses_nothing_typed()
    {
        using var first = await host.SignedIn(Roles.Administrator);
        await host.Sql("UPDATE host.users SET roles = '{Manager,Administrator}' WHERE user_name = 'manager'");
        using var second = await host.SignedIn(Roles.Manager);
        var page = await UserPage("clinician");
        var mine = await Fields(second, page, "Second Name", ["Clinician"]);
        using var saved = await first.Post($"{page}?handler=Save", await Fields(first, page, "First Name", ["Clinician"]));

        using var refused = await second.Post($"{page}?handler=Save", mine);

        var told = await refused.Content.ReadAsStringAsync();
        Assert.Contains("changed by Administrator Tester, just now", told, StringComparison.Ordinal);
        Assert.Contains("value=\"Second Name\"", told, StringComparison.Ordinal);
        Assert.Equal(["First Name"], await host.Sql("SELECT display_name FROM host.users WHERE user_name = 'clinician'"));
        using var insisted = await second.Post($"{page}?handler=Save", await Fields(second, page, "Second Name", ["Clinician"], stamp: Stamp().Match(told).Groups[1].Value));
        Assert.Equal(["Second Name"], await host.Sql("SELECT display_name FROM host.users WHERE user_name = 'clinician'"));
    }

    [Fact]
    public async Task The_last_administrator_can_neither_be_disabled_nor_lose_the_role()
    {
        using var administrator = await host.SignedIn(Roles.Administrator);
        var self = await UserPage("administrator");
        using var own = await administrator.Post($"{self}?handler=Save", await Fields(administrator, self, "Administrator Tester", ["Manager"]));
        Assert.Contains("nobody would be left", await own.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await host.Sql("UPDATE host.users SET roles = '{Manager,Administrator}' WHERE user_name = 'manager'");
        using var manager = await host.SignedIn(Roles.Manager);
        using var other = await manager.Post($"{self}?handler=Disable");
        Assert.Equal(HttpStatusCode.Redirect, other.StatusCode);
        var last = await UserPage("manager");
        using var again = await manager.Post($"{last}?handler=Save", await Fields(manager, last, "Manager Tester", ["Manager"]));

        Assert.Contains("nobody would be left", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM host.users WHERE NOT disabled AND 'Administrator' = ANY(roles)"));
    }

    [Fact]
    public async Task Two_administrators_who_disable_each_other_at_once_leave_one()
    {
        await host.Sql("UPDATE host.users SET roles = '{Administrator}' WHERE user_name IN ('administrator', 'manager')");
        using var one = await host.SignedIn(Roles.Administrator);
        using var two = await host.SignedIn(Roles.Manager);
        var (pageOfTwo, pageOfOne) = (await UserPage("manager"), await UserPage("administrator"));
        var (tokenOne, tokenTwo) = (await one.Token("/account"), await two.Token("/account"));

        await Task.WhenAll(
            one.Send($"{pageOfTwo}?handler=Disable", ("__RequestVerificationToken", tokenOne)),
            two.Send($"{pageOfOne}?handler=Disable", ("__RequestVerificationToken", tokenTwo)));

        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM host.users WHERE NOT disabled AND 'Administrator' = ANY(roles)"));
    }

    [Fact]
    public async Task A_location_is_added_changed_and_known_to_the_modules_at_once()
    {
        using var manager = await host.SignedIn(Roles.Manager);
        using var added = await manager.Post("/settings/locations/location", ("Form.Name", "Hill"), ("Form.TimeZone", "America/Phoenix"), ("Form.Address", "1 Hill Road"));
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);

        var profile = await host.In((IOrganization organization) => organization.Profile());

        Assert.Equal("America/Phoenix", profile.Locations.Single(location => location.Name == "Hill").TimeZone);
        using var twice = await manager.Post("/settings/locations/location", ("Form.Name", "hill"), ("Form.TimeZone", "America/Phoenix"));
        Assert.Contains("Another location has this name", await twice.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var nowhere = await manager.Post("/settings/locations/location", ("Form.Name", "Dale"), ("Form.TimeZone", "Mars/Olympus"));
        Assert.Contains("There is no such time zone", await nowhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_change_a_location_the_second_is_told_by_whom()
    {
        using var first = await host.SignedIn(Roles.Manager);
        using var second = await host.SignedIn(Roles.Administrator);
        var page = $"/settings/locations/location/{TestOrganization.Harbor.Id}";
        var version = Version().Match(await first.Read(page)).Groups[1].Value;
        using var saved = await first.Post(page, ("Form.Name", "Harbor East"), ("Form.TimeZone", "America/New_York"), ("Form.Version", version));
        using var refused = await second.Post(page, ("Form.Name", "Harbor West"), ("Form.TimeZone", "America/New_York"), ("Form.Version", version));

        var told = await refused.Content.ReadAsStringAsync();
        Assert.Contains("changed by Manager Tester, just now", told, StringComparison.Ordinal);
        Assert.Contains("value=\"Harbor West\"", told, StringComparison.Ordinal);
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM host.locations WHERE name = 'Harbor East'"));
        Assert.Contains("name: Harbor → Harbor East", (string)(await host.Sql("SELECT reason FROM audit.entries WHERE action = 'location.changed'"))[0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_change_a_clearance_the_second_is_told_by_whom_and_what_was_ticked_stays_ticked()
    {
        await host.Sql("UPDATE host.users SET cleared_classes = '{}' WHERE user_name = 'clinician'");
        using var administrator = await host.SignedIn(Roles.Administrator);
        var id = (string)(await host.Sql("SELECT id::text FROM host.users WHERE user_name = 'clinician'"))[0]!;
        Task<HttpResponseMessage> Clear(string cleared, params string[] shown) => administrator.PostFrom(
            "/", "/settings/clearances?handler=Clear", [("userId", id), ("cleared", cleared), ("shown", "standard"), .. shown.Select(code => ("shown", code))]);
        using var saved = await Clear("employee");

        using var refused = await Clear("restricted");

        var told = await refused.Content.ReadAsStringAsync();
        Assert.Contains("changed by Administrator Tester, just now", told, StringComparison.Ordinal);
        Assert.Matches("value=\"restricted\" checked", told);
        Assert.Equal(["employee"], await host.Sql("SELECT unnest(cleared_classes) FROM host.users WHERE user_name = 'clinician'"));
        using var insisted = await Clear("restricted", "employee");
        Assert.Equal(["restricted"], await host.Sql("SELECT unnest(cleared_classes) FROM host.users WHERE user_name = 'clinician'"));
    }

    [Fact]
    public async Task A_location_is_closed_never_removed_and_one_stays_open()
    {
        using var manager = await host.SignedIn(Roles.Manager);
        using var closed = await manager.Post($"/settings/locations/location/{TestOrganization.Mesa.Id}?handler=Close");
        Assert.Equal(HttpStatusCode.Redirect, closed.StatusCode);

        var profile = await host.In((IOrganization organization) => organization.Profile());
        Assert.Equal(["Harbor"], profile.OpenLocations.Select(location => location.Name));
        Assert.Equal("Mesa", profile.Find(TestOrganization.Mesa.Id)?.Name);

        using var last = await manager.Post($"/settings/locations/location/{TestOrganization.Harbor.Id}?handler=Close");
        Assert.Contains("one location stays open", await last.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var reopened = await manager.Post($"/settings/locations/location/{TestOrganization.Mesa.Id}?handler=Reopen");
        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM host.locations WHERE closed"));
    }

    [Fact]
    public async Task The_letterhead_is_changed_and_the_modules_print_it()
    {
        using var manager = await host.SignedIn(Roles.Manager);
        var version = Version().Match(await manager.Read("/settings/locations")).Groups[1].Value;

        using var saved = await manager.Post("/settings/locations", ("Form.Name", "Three Rivers"), ("Form.Letterhead", "Three Rivers\r\n\r\n 5 Quay \n"), ("Form.Version", version));

        var profile = await host.In((IOrganization organization) => organization.Profile());
        Assert.Equal("Three Rivers", profile.Name);
        Assert.Equal(["Three Rivers", "5 Quay"], profile.Letterhead);
        using var stale = await manager.Post("/settings/locations", ("Form.Name", "Four Rivers"), ("Form.Letterhead", "x"), ("Form.Version", version));
        Assert.Contains("changed by Manager Tester", await stale.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_of_roles_is_that_of_the_policies()
    {
        using var manager = await host.SignedIn(Roles.Manager);
        var page = await manager.Read("/settings/roles");
        var row = Regex.Match(page, "Review and file documents</th>(.*?)</tr>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(Roles.All.Select(RoleRights.RolesWith(Documents.Contracts.DocumentsRights.Review).Contains), Regex.Matches(row, "<td>(.*?)</td>", RegexOptions.Singleline).Select(cell => cell.Value.Contains("yes", StringComparison.Ordinal)));
    }

    private async Task<string> UserPage(string name) => $"/settings/users/user/{(await host.Sql($"SELECT id::text FROM host.users WHERE user_name = '{name}'"))[0]}";

    private static async Task<(string, string)[]> Fields(WebVisitor visitor, string page, string name, string[] roles, Guid? location = null, string? stamp = null) =>
    [
        ("Form.DisplayName", name),
        ("Form.Stamp", stamp ?? Stamp().Match(await visitor.Read(page)).Groups[1].Value),
        .. roles.Select(role => ("Form.Roles", role)),
        .. location is null ? [] : new[] { ("Form.Locations", location.Value.ToString()) },
    ];

    [GeneratedRegex("""id="given-password">([^<]+)<""")]
    private static partial Regex Given();

    [GeneratedRegex("""name="Form.Stamp" value="([^"]+)">""")]
    private static partial Regex Stamp();

    [GeneratedRegex("""name="Form.Version" value="([^"]+)">""")]
    private static partial Regex Version();
}
