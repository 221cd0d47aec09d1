using ClinicOps.Host.Cli;

return await CommandLine.Run(args);
