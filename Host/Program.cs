Console.WriteLine("ClinicOps");
