using System.Text.RegularExpressions;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Host.Tests.Pages;

/// <summary>The page on which the day begins.</summary>
public sealed partial class TodayTests(TestCluster cluster) : IAsyncLifetime
{
    private RunningHost host = null!;

    public async ValueTask InitializeAsync() => host = await RunningHost.Start(cluster);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("FrontDesk", "Tasks|Visits today|Coming next", "Review|Jobs")]
    [InlineData("Coordinator", "Review|Tasks|Visits today", "Jobs")]
    [InlineData("Clinician", "Tasks|Visits today", "Review|Jobs|Coming next")]
    [InlineData("Manager", "Review|Tasks|Visits today|Jobs", "")]
    [InlineData("Administrator", "Jobs", "Review|Tasks|Visits today")]
    public async Task Each_role_sees_what_waits_for_it_and_nothing_else(string role, string sees, string doesNotSee)
    {
        using var visitor = await host.SignedIn(role);

        var panels = Panel().Matches(await visitor.Read("/")).Select(match => match.Groups[1].Value).ToList();

        Assert.Empty(sees.Split('|').Except(panels));
        Assert.Empty(doesNotSee.Split('|').Intersect(panels));
    }

    [Fact]
    public async Task Where_nothing_waits_it_says_so()
    {
        using var visitor = await host.SignedIn(Roles.Manager);
        var page = await visitor.Read("/");

        Assert.Contains("Nothing waits for review.", page, StringComparison.Ordinal);
        Assert.Contains("No task is open.", page, StringComparison.Ordinal);
        Assert.Contains("No visits today.", page, StringComparison.Ordinal);
        Assert.Contains("No visits in the next 24 hours.", page, StringComparison.Ordinal);
        Assert.Contains("Every job went through", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_given_up_is_told_to_managers_by_its_title_and_without_its_reason()
    {
        var client = new BackgroundJobClient(host.App.Services.GetRequiredService<JobStorage>(), new JobFilterCollection());
        client.Create(Job.FromExpression(() => Console.WriteLine("intake.raise-urgent-task")), new FailedState(new InvalidOperationException(HostFixture.Secret)));
        using var manager = await host.SignedIn(Roles.Manager);
        using var coordinator = await host.SignedIn(Roles.Coordinator);

        var page = await manager.Read("/");

        Assert.Contains("<strong class=\"num\">1</strong> given up", page, StringComparison.Ordinal);
        Assert.Contains("Make a task of urgent wording", page, StringComparison.Ordinal);
        Assert.DoesNotContain(HostFixture.Secret, page, StringComparison.Ordinal);
        Assert.DoesNotContain("given up", await coordinator.Read("/"), StringComparison.Ordinal);
    }

    [GeneratedRegex("""<section class="card stack" aria-label="([^"]+)">""")]
    private static partial Regex Panel();
}
